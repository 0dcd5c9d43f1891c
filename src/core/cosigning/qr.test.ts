import { expect, it } from 'vitest'
import { sampleParticipants, samplePortable } from '../../../test/helpers/portableProposal'
import { proposalText } from './codec/proposalCodec'
import { linkOf } from './codec/texts'
import { qrOf } from './qr'
import { qrPathOf } from './qrPath'

const PAGE = 'https://app.example.com/sessions/'

it.each([[2, 9], [3, 10], [10, 11], [32, 14]])('the link of a proposal of %i participants is a QR code of version %i at most', (count, version) => {
  const participants = sampleParticipants(count)
  const rows = [participants.map((_, index) => count > 3 ? BigInt(250_000_000 - index) : 700_000n)]
  const code = qrOf(linkOf(PAGE, proposalText(samplePortable(participants, { rows }))))
  expect(code?.version).toBeLessThanOrEqual(version)
  expect(code?.size).toBe((code?.version ?? 0) * 4 + 17)
})

it('a text that needs more than version 20 is not offered as a QR code', () => {
  expect(qrOf('x'.repeat(666))?.version).toBe(20)
  expect(qrOf('x'.repeat(667))).toBeNull()
})

it('the path of a QR code covers exactly its dark modules', () => {
  const code = qrOf('nlp1.test')
  if (!code) throw new Error('The text is short.')
  const painted = code.modules.map(row => row.map(() => false))
  for (const [, x, y, width] of qrPathOf(code).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = Number(x); at < Number(x) + Number(width); at++) painted[Number(y)]?.splice(at, 1, true)
  }
  expect(painted).toEqual(code.modules)
  expect(qrPathOf(code).replaceAll(/M\d+ \d+h\d+v1h-\d+z/g, '')).toBe('')
  // The finder patterns of a code are in three of its corners, without a border around them.
  expect([code.modules[0]?.[0], code.modules[0]?.at(-1), code.modules.at(-1)?.[0]]).toEqual([true, true, true])
})
