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

it.each([[2, 13], [3, 13], [10, 14], [32, 17]])('with a proven maker, the link of a proposal of %i participants is a QR code of version %i at most', (count, version) => {
  const participants = sampleParticipants(count)
  const origin = { creator: participants[0] ?? '', signature: `0x${'11'.repeat(64)}1b` as const, policy: null }
  const rows = [participants.map((_, index) => count > 3 ? BigInt(250_000_000 - index) : 700_000n)]
  expect(qrOf(linkOf(PAGE, proposalText(samplePortable(participants, { rows, origin }))))?.version).toBeLessThanOrEqual(version)
})

it('a proposal of ten participants in two assets has at most 320 characters, and its link is a QR code of version 14 at most', () => {
  const participants = sampleParticipants(10)
  const assets = [{ symbol: 'usdc', scale: 6 }, { symbol: 'weth', scale: 18 }]
  const rows = assets.map(({ scale }) => participants.map((_, index) => 10n ** BigInt(scale) * 11n / 10n + BigInt(index)))
  const text = proposalText(samplePortable(participants, { assets, rows }))
  expect(text.length).toBeLessThanOrEqual(320)
  expect(qrOf(linkOf(PAGE, text))?.version).toBeLessThanOrEqual(14)
})

it('a sealed signature with the policy of its key, as long as a ClearNode makes it, is a QR code of version 14', () => {
  expect(qrOf('x'.repeat(347))?.version).toBe(14)
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
