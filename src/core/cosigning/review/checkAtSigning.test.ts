import { describe, expect, it } from 'vitest'
import {
  cosignedSession, grantOf, MEANING, nitronodeProposal, nitronodeSigningFacts, NOW, sampleProposal, SESSION_ID, signingFacts,
} from '../../../../test/helpers/sampleProposal'
import { codeOf, type NitroliteErrorCode } from '../../errors/errors'
import type { ProposalStamp } from '../types'
import { APPROVAL_LIMIT } from '../../journal/journal'
import { checkAtSigning, type SigningFacts } from './checkAtSigning'
import { readingOf } from './reading'

function outcome(check: () => void): NitroliteErrorCode | 'accepted' | undefined {
  try {
    check()
    return 'accepted'
  }
  catch (thrown) {
    return codeOf(thrown)
  }
}
const stampAt = (ts: number): ProposalStamp => ({ by: 'time', requestId: 9, ts })
const approvalOf = (change: object) => ({ approval: { meaning: MEANING, reading: readingOf(cosignedSession()), at: NOW, ...change } })
const onClearNode = (facts: Partial<SigningFacts>, ts = NOW - 40_000) =>
  outcome(() => checkAtSigning(sampleProposal({ stamp: stampAt(ts) }), signingFacts(facts)))
const onNitronode = (facts: Partial<SigningFacts>, version = 5) =>
  outcome(() => checkAtSigning(nitronodeProposal({ stamp: { by: 'version', version } }), nitronodeSigningFacts(facts)))
const splitChanged = cosignedSession({ allocations: [...cosignedSession().allocations].reverse() })

/** One fault for each check on a ClearNode, in the order of the checks. */
const FAULTS: [NitroliteErrorCode, string, Partial<SigningFacts>, number?][] = [
  ['PROPOSAL_NOT_APPROVED', 'without an approval', { approval: null }],
  ['PROPOSAL_TOO_LATE', 'with 4.999 s left', {}, NOW - 55_001],
  ['PROPOSAL_WINDOW_TOO_LONG', 'with an unproven end', { isLifeBounded: false }],
  ['SESSION_KEY_WRONG_APPLICATION', 'by a key of another application', { key: grantOf({ applications: ['poker'] }) }],
  ['SESSION_KEY_EXPIRES_SOON', 'by a key that ends a minute after the window less a millisecond', { key: grantOf({ endsAt: NOW + 79_999 }) }],
  ['PROPOSAL_FACTS_CHANGED', 'after the split has changed', { session: splitChanged }],
]

describe('the checks at the moment of signing on a ClearNode', () => {
  it('an approved proposal may be signed', () => {
    expect(onClearNode({})).toBe('accepted')
  })

  it.each(FAULTS)('a co-signer on a ClearNode does not sign, with the error %s, %s', (code, _, facts, ts) => {
    expect(onClearNode(facts, ts)).toBe(code)
  })

  it('a proposal with two faults at signing is refused with the code of the earlier check, for every pair of faults', () => {
    const pairs = FAULTS.flatMap((one, index) => FAULTS.slice(index + 1).map(other => [one, other] as const))
    for (const [[code, , facts, ts], [, , otherFacts, otherTs]] of pairs) {
      expect(onClearNode({ ...otherFacts, ...facts }, ts ?? otherTs)).toBe(code)
    }
    expect(pairs).toHaveLength(15)
  })

  it.each<[NitroliteErrorCode, string, Partial<SigningFacts>, number?]>([
    ['PROPOSAL_NOT_APPROVED', 'another meaning was approved', approvalOf({ meaning: SESSION_ID })],
    ['PROPOSAL_NOT_APPROVED', 'the approval is too old', approvalOf({ at: NOW - APPROVAL_LIMIT - 1 })],
    ['PROPOSAL_NOT_APPROVED', 'the approval is far in the future', approvalOf({ at: NOW + APPROVAL_LIMIT + 1 })],
    ['PROPOSAL_TOO_LATE', 'the stamp is in seconds', {}, Math.floor(NOW / 1_000)],
    ['PROPOSAL_TOO_LATE', 'the stamp is not a whole number', {}, NOW + 0.5],
    ['PROPOSAL_TOO_LATE', 'the stamp is not a number', {}, NaN],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the stamp is of the year 2286', {}, 9_999_999_999_999],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the stamp has 14 digits', { limits: { approval: 900_000, life: Infinity } }, 10_000_000_000_000],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the signature would live a millisecond too long', {}, NOW + 1],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the node has a long window', { nodeWindow: 100_001 }],
    ['SESSION_KEY_EXPIRES_SOON', 'the end of the key is not a number', { key: grantOf({ endsAt: NaN }) }],
    ['PROPOSAL_FACTS_CHANGED', 'the session was read too long ago', { readAt: NOW - 2_001 }],
    ['PROPOSAL_FACTS_CHANGED', 'the version has changed', { session: cosignedSession({ version: 5 }) }],
    ['PROPOSAL_FACTS_CHANGED', 'the session was closed', { session: cosignedSession({ status: 'closed' }) }],
    ['PROPOSAL_FACTS_CHANGED', 'somebody has paid in', { session: cosignedSession({ assets: cosignedSession().assets.map(asset => ({ ...asset, total: '11' })) }) }],
  ])('a co-signer on a ClearNode does not sign, with the error %s, because %s', (code, _, facts, ts) => {
    expect(onClearNode(facts, ts)).toBe(code)
  })

  it.each<[string, Partial<SigningFacts>, number?]>([
    ['an approval that is as old as it may be', approvalOf({ at: NOW - APPROVAL_LIMIT })],
    ['an approval that the corrected clock puts into the near future', approvalOf({ at: NOW + 5 })],
    ['exactly 5 s left', {}, NOW - 55_000],
    ['the longest life that is allowed', {}, NOW],
    ['a key that ends exactly a minute after the window', { key: grantOf({ endsAt: NOW + 80_000 }) }],
    ['a key for every application', { key: grantOf({ applications: ['clearnode'] }) }],
    ['a session whose application is unknown', { session: cosignedSession({ application: '' }), key: grantOf({ applications: ['poker'] }) }],
    ['a wallet that signs itself', { key: null }],
    ['a reading of 2 s ago', { readAt: NOW - 2_000 }],
  ])('a proposal may be signed with %s', (_, facts, ts) => {
    expect(onClearNode(facts, ts)).toBe('accepted')
  })

  it('the error of a signature that lives too long names the limit in minutes', () => {
    expect(() => checkAtSigning(sampleProposal({ stamp: stampAt(NOW + 1) }), signingFacts())).toThrow('for more than 1 minute.')
  })
})

describe('the checks at the moment of signing on a nitronode', () => {
  it('an approved proposal for the next version may be signed by a key for this session alone', () => {
    expect(onNitronode({})).toBe('accepted')
  })

  it.each<[NitroliteErrorCode, string, Partial<SigningFacts>, number?]>([
    ['PROPOSAL_STALE_VERSION', 'the version is the present one', {}, 4],
    ['PROPOSAL_STALE_VERSION', 'the version is after the next one', {}, 6],
    ['SESSION_KEY_WRONG_APPLICATION', 'the key is for another session', { key: grantOf({ applications: [], sessionIds: [MEANING], endsAt: NOW + 300_000 }) }],
    ['SESSION_KEY_WRONG_APPLICATION', 'the key is for the whole application', { key: grantOf({ endsAt: NOW + 300_000 }) }],
    ['SESSION_KEY_WRONG_APPLICATION', 'the key is for the application too', { key: grantOf({ sessionIds: [SESSION_ID], endsAt: NOW + 300_000 }) }],
    ['SESSION_KEY_EXPIRES_SOON', 'the key ends within a minute', { key: grantOf({ applications: [], sessionIds: [SESSION_ID], endsAt: NOW + 59_999 }) }],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the key lives too long', { key: grantOf({ applications: [], sessionIds: [SESSION_ID], endsAt: NOW + 600_001 }) }],
    ['PROPOSAL_WINDOW_TOO_LONG', 'the signature of the wallet would not end', { key: null }],
  ])('a proposal is not signed on a nitronode, with %s, because %s', (code, _, facts, version) => {
    expect(onNitronode(facts, version)).toBe(code)
  })

  it('the wallet may sign on a nitronode if the app allows signatures that do not end', () => {
    expect(onNitronode({ key: null, allowsEndless: true })).toBe('accepted')
  })

  it('the error of an outdated version names both versions', () => {
    expect(() => checkAtSigning(nitronodeProposal({ stamp: { by: 'version', version: 3 } }), nitronodeSigningFacts()))
      .toThrow('it has version 4, and the proposal is for version 2')
  })
})
