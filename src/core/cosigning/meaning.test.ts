import { bytesToHex } from '@noble/curves/abstract/utils'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SAMPLE_BOX, SAMPLE_STAMP, sampleParticipants, sampleProposal } from '../../../test/helpers/portableProposal'
import type { Hex } from '../types'
import { comparisonCodeOf, meaningBytesOf, meaningOf, nodeTagOf, proposalIdOf } from './meaning'
import type { ProposalTerms } from './types'

const participants = sampleParticipants(4)
const hex = (bytes: number) => fc.integer({ min: 0, max: 2 }).map((value): Hex => `0x${String(value).padStart(2 * bytes, '0')}`)

/** Few values for each field, so that two terms often differ in a single one. */
const terms = fc.record({
  kind: fc.constantFrom('close' as const, 'operate and close' as const),
  nodeTag: hex(4), sessionId: hex(32), submitter: fc.constantFrom(...participants.slice(0, 2)),
  symbols: fc.uniqueArray(fc.constantFrom('a', 'ab', 'b', '\u0000'), { maxLength: 3 }),
  scales: fc.array(fc.constantFrom(0, 6), { minLength: 3, maxLength: 3 }),
  count: fc.integer({ min: 1, max: 3 }),
  amounts: fc.array(fc.constantFrom(0n, 1n, 6n, 97n, 128n), { minLength: 9, maxLength: 9 }),
  sessionData: fc.constantFrom(null, '', 'a', '\u0001'),
}).map(({ symbols, scales, count, amounts, ...fields }): ProposalTerms => ({
  ...fields,
  assets: symbols.toSorted().map((symbol, index) => ({ symbol, scale: scales[index] ?? 0 })),
  rows: symbols.map((_, index) => amounts.slice(index * count, (index + 1) * count)),
}))

const textOf = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => typeof part === 'bigint' ? `${part}n` : part)

/** Terms that differ from others in one field only. */
const neighbours = fc.tuple(terms, terms, fc.constantFrom<keyof ProposalTerms>('kind', 'nodeTag', 'sessionId', 'submitter', 'sessionData', 'assets'))
  .map(([one, other, field]): [ProposalTerms, ProposalTerms] => [one, {
    ...one, [field]: other[field], ...(field === 'assets' && { rows: other.rows }),
  }])

it('two different terms never have the same meaning, also if they differ in one field only', () => {
  const pairs = fc.oneof(neighbours, fc.tuple(terms, terms))
  fc.assert(fc.property(pairs, ([one, other]) => {
    const areSame = textOf(one) === textOf(other)
    expect(bytesToHex(meaningBytesOf(one)) === bytesToHex(meaningBytesOf(other))).toBe(areSame)
    expect(meaningOf(one) === meaningOf(other)).toBe(areSame)
  }), { numRuns: 1_000 })
})

it('a meaning does not begin like the bytes of another one, so that nothing can be moved from one field into the next', () => {
  fc.assert(fc.property(terms, terms, (one, other) => {
    const [shorter, longer] = [bytesToHex(meaningBytesOf(one)), bytesToHex(meaningBytesOf(other))].toSorted((a, b) => a.length - b.length)
    if (shorter !== longer) expect(longer?.startsWith(shorter ?? '')).toBe(false)
  }), { numRuns: 500 })
})

it('the meaning of a proposal depends neither on its stamp nor on its key for replies nor on the case of an address', () => {
  const proposal = sampleProposal(participants)
  const meaning = meaningOf(proposal)
  expect(meaningOf({ ...proposal, ...{ stamp: null, box: '0x02' } })).toBe(meaning)
  expect(meaningOf({ ...proposal, submitter: proposal.submitter.toLowerCase() })).toBe(meaning)
  expect(meaning).toMatchInlineSnapshot(`"0x7a802bad404f2a7a89c17936a8195cb67d8bb9b3e910bf42c91399adbdad304d"`)
})

it('a proposal has another id with another stamp, key for replies or meaning', () => {
  const proposal = sampleProposal(participants)
  const other: Hex = '0x02' + SAMPLE_BOX.slice(4) as Hex
  const ids = [
    proposal, { ...proposal, stamp: null }, { ...proposal, box: other }, { ...proposal, sessionData: '' },
    { ...proposal, stamp: { ...SAMPLE_STAMP, ts: 1 } }, { ...proposal, stamp: { by: 'version' as const, version: 1 } },
  ].map(proposalIdOf)
  expect(new Set(ids).size).toBe(6)
  expect(ids[0]).toMatch(/^0x[\da-f]{32}$/)
})

it('a comparison code has two groups of four characters without look-alikes, and changes with the meaning and the key for replies', () => {
  const codes = new Set<string>()
  for (let index = 0; index < 300; index++) {
    const code = comparisonCodeOf(meaningOf({ ...sampleProposal(participants), sessionData: String(index) }), SAMPLE_BOX)
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/)
    codes.add(code)
  }
  expect(codes.size).toBe(300)
  const meaning: Hex = `0x${'00'.repeat(32)}`
  expect(comparisonCodeOf(meaning, SAMPLE_BOX)).not.toBe(comparisonCodeOf(meaning, `0x02${SAMPLE_BOX.slice(4)}`))
  expect(comparisonCodeOf(meaning, SAMPLE_BOX)).toMatchInlineSnapshot(`"KFQU-SMEK"`)
})

it('the tag of a node is the beginning of the hash of its address, whatever its case', () => {
  expect(nodeTagOf('0x5d5c99EdF529335160FF180fA141Dd4967fc00D2')).toBe(nodeTagOf('0x5d5c99edf529335160ff180fa141dd4967fc00d2'))
  expect(nodeTagOf(`0x${'00'.repeat(20)}`)).toBe('0x5380c7b7')
  expect(() => nodeTagOf('node.example')).toThrow(expect.objectContaining({ code: 'PROPOSAL_MALFORMED' }))
})

it('terms with rows of different lengths have no meaning', () => {
  const proposal = { ...sampleProposal(participants), assets: [{ symbol: 'a', scale: 0 }, { symbol: 'b', scale: 0 }], rows: [[1n], [1n, 2n]] }
  expect(() => meaningOf(proposal)).toThrow(expect.objectContaining({ code: 'PROPOSAL_ROWS_INCOMPLETE' }))
})
