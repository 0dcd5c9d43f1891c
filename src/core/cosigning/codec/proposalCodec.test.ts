import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bytesToHex } from '@noble/curves/abstract/utils'
import { SAMPLE_BOX, SAMPLE_STAMP, sampleParticipants, samplePolicy, samplePortable } from '../../../../test/helpers/portableProposal'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { Hex } from '../../types'
import { keccakOfText } from '../../wallet/keccak'
import type { CloseProposal } from '../types'
import { decodeProposal, encodeProposal, proposalText, readProposalText, type PortableProposal } from './proposalCodec'
import { linkOf } from './texts'

/** 33 characters, as the addresses of pages for which the sizes were agreed. */
const PAGE = 'https://app.example.com/sessions/'
const key = sessionKeyFromPrivateKey(createPrivateKey())
const signature = await key.signDigest(keccakOfText('a statement'))
const two = sampleParticipants(2)

it.each([[2, 144, 178], [3, 148, 182], [10, 195, 229], [32, 327, 361]])(
  'a proposal of %i participants in one asset has at most %i characters, and its link %i', (count, text, link) => {
    const participants = sampleParticipants(count)
    // Some usdc each: 0.7 among three at most, and up to 250 among more.
    const rows = [participants.map((_, index) => count > 3 ? BigInt(250_000_000 - index) : 700_000n)]
    const written = proposalText(samplePortable(participants, { rows }))
    expect(written.length).toBeLessThanOrEqual(text)
    expect(linkOf(PAGE, written).length).toBeLessThanOrEqual(link)
  },
)

it('a proposal of 50 participants in five assets has at most 2,295 characters', () => {
  const participants = sampleParticipants(50)
  const assets = [['dai', 18], ['usdc', 6], ['usdt', 6], ['wbtc', 8], ['weth', 18]].map(([symbol, scale]) => ({ symbol: String(symbol), scale: Number(scale) }))
  const rows = assets.map(({ scale }) => participants.map((_, index) => 10n ** BigInt(scale) * 11n / 10n + BigInt(index)))
  expect(proposalText(samplePortable(participants, { assets, rows })).length).toBeLessThanOrEqual(2_295)
})

it('an origin adds at most 114 characters to a proposal, and the policy of its key at most 256 more', () => {
  const [creator = ''] = two
  const plain = proposalText(samplePortable(two)).length
  const withOrigin = proposalText(samplePortable(two, { origin: { creator, signature, policy: null } })).length
  const withPolicy = proposalText(samplePortable(two, { origin: { creator, signature, policy: samplePolicy(creator, signature) } })).length
  expect(withOrigin - plain).toBeLessThanOrEqual(114)
  expect(withPolicy - withOrigin).toBeLessThanOrEqual(256)
})

const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value): Hex => `0x${bytesToHex(value)}`)
const stamps = fc.oneof(
  fc.constant(null),
  fc.record({ by: fc.constant('time' as const), requestId: fc.maxSafeNat(), ts: fc.nat({ max: 2 ** 48 - 1 }) }),
  fc.record({ by: fc.constant('version' as const), version: fc.maxSafeNat() }),
)
const amount = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n })

const proposals = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  symbols: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 4 }),
  amounts: fc.array(amount, { minLength: 20, maxLength: 20 }),
  scale: fc.nat({ max: 255 }), nodeTag: hex(4), sessionId: hex(32), stamp: stamps,
  submitter: fc.oneof(fc.record({ index: fc.nat({ max: 200 }) }), fc.constantFrom(...two).map(address => ({ address }))),
  sessionData: fc.option(fc.string({ unit: 'grapheme' })),
  origin: fc.constantFrom(null, null, { creator: two[0] ?? '', signature, policy: null }, {
    creator: two[1] ?? '', signature, policy: { ...samplePolicy(two[1] ?? '', signature), challenge: 'not a UUID' },
  }, {
    // The form of a nitronode.
    creator: two[1] ?? '', signature, policy: { ...samplePolicy(two[1] ?? '', signature), scope: '', challenge: '' },
  }),
  request: fc.option(hex(9)),
}).map(({ count, symbols, amounts, scale, ...fields }): PortableProposal => ({
  ...fields, version: 1, box: SAMPLE_BOX, kind: fields.stamp?.by === 'version' ? 'operate and close' : 'close',
  assets: symbols.toSorted((one, other) => one < other ? -1 : 1).map(symbol => ({ symbol, scale })),
  rows: symbols.map((_, index) => amounts.slice(index * count, (index + 1) * count)),
}))

it('every proposal is read from its bytes and from its text as it was written', () => {
  fc.assert(fc.property(proposals, (proposal) => {
    expect(decodeProposal(encodeProposal(proposal))).toEqual(proposal)
    expect(readProposalText(proposalText(proposal))).toEqual(proposal)
  }), { numRuns: 150 })
})

const refused: readonly (readonly [string, Partial<CloseProposal>, string])[] = [
  ['a negative amount', { rows: [[-1n, 1n]] }, 'PROPOSAL_AMOUNT_INVALID'],
  ['an amount of 257 bits', { rows: [[1n << 256n, 1n]] }, 'PROPOSAL_AMOUNT_INVALID'],
  ['rows of one asset too few', { rows: [] }, 'PROPOSAL_ROWS_INCOMPLETE'],
  ['an asset named twice', { assets: [{ symbol: 'usdc', scale: 6 }, { symbol: 'usdc', scale: 6 }], rows: [[1n, 1n], [1n, 1n]] }, 'PROPOSAL_MALFORMED'],
  ['assets in another order', { assets: [{ symbol: 'weth', scale: 6 }, { symbol: 'usdc', scale: 6 }], rows: [[1n, 1n], [1n, 1n]] }, 'PROPOSAL_MALFORMED'],
  ['a key that is not on the curve', { box: `0x02${'00'.repeat(31)}01` }, 'PROPOSAL_MALFORMED'],
  ['a session id in upper case', { sessionId: `0x${'AB'.repeat(32)}` }, 'PROPOSAL_MALFORMED'],
  ['a time for operate and close', { kind: 'operate and close' }, 'PROPOSAL_MALFORMED'],
  ['a policy of another wallet', { origin: { creator: two[0] ?? '', signature, policy: samplePolicy(two[1] ?? '', signature) } }, 'PROPOSAL_MALFORMED'],
  ['a broken signature', { origin: { creator: two[0] ?? '', signature: '0x12', policy: null } }, 'PROPOSAL_MALFORMED'],
  ['more than 8 KiB', { sessionData: 'x'.repeat(8_100) }, 'PROPOSAL_MALFORMED'],
]
it.each(refused)('a proposal with %s is not written', (_, changes, code) => {
  expect(() => encodeProposal({ ...samplePortable(two), ...changes, submitter: { index: 0 } })).toThrow(expect.objectContaining({ code }))
})

it('a proposal may have up to 32 KiB with the exact bytes to sign, and 8 KiB without', () => {
  const withRequest = (bytes: number) => encodeProposal(samplePortable(two, {}, `0x${'5b'.repeat(bytes)}`))
  expect(decodeProposal(withRequest(32_000)).request).toHaveLength(64_002)
  expect(() => withRequest(32_768)).toThrow(expect.objectContaining({ code: 'PROPOSAL_MALFORMED' }))
  expect(() => decodeProposal(new Uint8Array(32_769))).toThrow(expect.objectContaining({ code: 'PROPOSAL_MALFORMED' }))
})

it('the bytes of a proposal do not change from version to version', () => {
  expect(proposalText(samplePortable(['0x5d5c99EdF529335160FF180fA141Dd4967fc00D2', '0xaf295d3c842bc1145E818d7FEf2c929726625620'], { stamp: SAMPLE_STAMP })))
    .toMatchInlineSnapshot(`"nlp1.ASEfLj1Mq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6v-________DwGgxFBsAAEDaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpYBBHVzZGMGAuDcKuHcKnY13AQ"`)
})

it('bytes of another realm and other values are read or refused without a crash', () => {
  const bytes = encodeProposal(samplePortable(two))
  expect(decodeProposal(new Uint8Array(Buffer.from(bytes)))).toEqual(samplePortable(two))
  for (const value of [null, undefined, 'text', 5, {}, new Uint8Array()]) {
    expect(() => decodeProposal(value as Uint8Array)).toThrow(expect.objectContaining({ code: 'PROPOSAL_MALFORMED' }))
  }
})
