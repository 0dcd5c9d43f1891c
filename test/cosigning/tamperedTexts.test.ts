import fc from 'fast-check'
import { expect, it } from 'vitest'
import { samplePortable, sampleParticipants } from '../helpers/portableProposal'
import { NitroliteError, type Address } from '../../src/core'
import { readProposalText, proposalText, type PortableProposal } from '../../src/core/cosigning/codec/proposalCodec'
import { fromText } from '../../src/core/cosigning/codec/texts'
import { meaningOf, proposalIdOf } from '../../src/core/cosigning/meaning'
import { resolveProposal } from '../../src/core/cosigning/portable'
import type { CloseProposal } from '../../src/core/cosigning/types'
import { drawFrom, MUTATION_COUNT, tamper } from './tamperedTexts'

const two = sampleParticipants(2)
const five = sampleParticipants(5)
const rows = (...amounts: bigint[][]): bigint[][] => amounts

/** Proposals of all forms, each with the participants of its session. */
const PROPOSALS: readonly (readonly [PortableProposal, readonly Address[]])[] = [
  [samplePortable(two), two],
  [samplePortable(two, { stamp: null, sessionData: '{"winner":"a"}' }), two],
  [samplePortable(five, {
    kind: 'operate and close', stamp: { by: 'version', version: 7 }, submitter: sampleParticipants(9)[8] ?? '',
    assets: [{ symbol: 'usdc', scale: 6 }, { symbol: 'weth', scale: 18 }],
    rows: rows([1n, 0n, 0n, 2n, 3n], [10n ** 18n, 0n, 1n, 2n, 3n]),
  }), five],
  [samplePortable(five, { stamp: { by: 'version', version: 1 }, submitter: five[4] ?? '' }), five],
]

/** Everything about a proposal that people or the client decide by. */
const identityOf = ({ origin, ...proposal }: CloseProposal, { request }: PortableProposal): string =>
  JSON.stringify([meaningOf(proposal), proposalIdOf(proposal), origin, request])

type Reading = { readonly code: string } | { readonly identity: string, readonly bytes: string }

function read(text: string, participants: readonly Address[]): Reading {
  try {
    const portable = readProposalText(text)
    return { identity: identityOf(resolveProposal(portable, participants), portable), bytes: fromText('proposal', text).join() }
  }
  catch (thrown) {
    if (!(thrown instanceof NitroliteError)) throw thrown
    // The session id, as base64url, is in each of these texts.
    expect(`${thrown.message} ${JSON.stringify(thrown.info)}`).not.toContain('q6urq6urq6ur')
    return { code: thrown.code }
  }
}

const SAMPLES = PROPOSALS.map(([proposal, participants]) => {
  const text = proposalText(proposal)
  return { text, participants, original: read(text, participants) }
})

it('2,000 tampered proposals are refused or read with their own meaning, and none has the meaning of the original in other bytes', () => {
  fc.assert(fc.property(fc.integer(), fc.nat({ max: MUTATION_COUNT - 1 }), fc.constantFrom(...SAMPLES), (seed, index, { text, participants, original }) => {
    const tampered = tamper(text, participants, index, drawFrom(seed))
    if (!tampered) return
    const reading = read(tampered.text, participants)
    const isChanged = 'identity' in original && 'identity' in reading && original.identity !== reading.identity
    const expected = tampered.reading === 'unchanged' ? original : tampered.reading === null ? { isChanged: true } : { code: tampered.reading }
    expect(tampered.reading === null && 'identity' in reading ? { isChanged } : reading, tampered.name).toEqual(expected)
  }), { numRuns: 2_000 })
})

it('every way to tamper with a proposal applies to one of the samples', () => {
  for (let index = 0; index < MUTATION_COUNT; index++) {
    const results = SAMPLES.map(({ text, participants }) => tamper(text, participants, index, drawFrom(index)))
    expect(results.some(result => result !== null), String(index)).toBe(true)
  }
  expect(MUTATION_COUNT).toBeGreaterThan(60)
})
