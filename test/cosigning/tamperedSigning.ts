import fc from 'fast-check'
import type { NitroliteErrorCode } from '../../src/core'
import { checkAtSigning, type SigningFacts } from '../../src/core/cosigning/review/checkAtSigning'
import { readingOf } from '../../src/core/cosigning/review/reading'
import {
  cosignedSession, grantOf, MEANING, nitronodeProposal, nitronodeSigningFacts, NOW, sampleProposal, SESSION_ID, signingFacts,
} from '../helpers/sampleProposal'
import { randomHex, type Tampering } from './tampering'

interface Change {
  readonly facts?: Partial<SigningFacts>
  /** Time or version of the stamp. */
  readonly stamp?: number
}

const onClearNode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `signing: ${name}`, code,
  attempts: changes.map(({ facts, stamp = NOW - 40_000 }) => () =>
    checkAtSigning(sampleProposal({ stamp: { by: 'time', requestId: 9, ts: stamp } }), signingFacts(facts))),
})

const onNitronode = (name: string, code: NitroliteErrorCode, changes: fc.Arbitrary<Change>): Tampering => ({
  name: `signing on a nitronode: ${name}`, code,
  attempts: changes.map(({ facts, stamp = 5 }) => () =>
    checkAtSigning(nitronodeProposal({ stamp: { by: 'version', version: stamp } }), nitronodeSigningFacts(facts))),
})

const session = cosignedSession()
const approval = { meaning: MEANING, reading: readingOf(session), at: NOW }
const ownKey = { applications: [], sessionIds: [SESSION_ID], endsAt: NOW + 300_000 }

const changedSession = fc.oneof(
  fc.record({ version: fc.nat().filter(version => version !== session.version) }),
  fc.record({ status: fc.string().filter(status => status !== 'open') }),
  fc.record({ sessionData: fc.option(fc.string()) }),
  fc.tuple(fc.nat(session.allocations.length - 1), fc.integer({ min: 100 })).map(([changed, amount]) =>
    ({ allocations: session.allocations.map((row, at) => at === changed ? { ...row, amount: String(amount) } : row) })),
  fc.integer({ min: 100 }).map(total => ({ assets: session.assets.map(asset => ({ ...asset, total: String(total) })) })),
)

/** Situations in which an honest client must not sign, although the proposal was reviewed without a fault. */
export const TAMPERED_SIGNING: readonly Tampering[] = [
  onClearNode('another meaning than the approved one', 'PROPOSAL_NOT_APPROVED',
    randomHex(32).map(meaning => ({ facts: { meaning } }))),
  onClearNode('no approval', 'PROPOSAL_NOT_APPROVED', fc.constant({ facts: { approval: null } })),
  onClearNode('an approval of long ago, or of the future', 'PROPOSAL_NOT_APPROVED',
    fc.tuple(fc.integer({ min: 900_001 }), fc.constantFrom(1, -1))
    .map(([age, sign]) => ({ facts: { approval: { ...approval, at: NOW - sign * age } } }))),
  onClearNode('a stamp that is over', 'PROPOSAL_TOO_LATE', fc.integer({ min: 55_001 }).map(age => ({ stamp: NOW - age }))),
  onClearNode('a stamp that is not a time', 'PROPOSAL_TOO_LATE',
    fc.constantFrom(NaN, -Infinity, Infinity, 0, -NOW, NOW / 1_000, NOW + 0.5).map(stamp => ({ stamp }))),
  onClearNode('a stamp in the future', 'PROPOSAL_WINDOW_TOO_LONG',
    fc.integer({ min: 1, max: 1e12 }).map(ahead => ({ stamp: NOW + ahead }))),
  onClearNode('a stamp of the year 2286 or later', 'PROPOSAL_WINDOW_TOO_LONG',
    fc.integer({ min: 9_999_999_999_999, max: 2 ** 53 - 1 }).map(stamp => ({ stamp }))),
  onClearNode('a node with a long window', 'PROPOSAL_WINDOW_TOO_LONG',
    fc.integer({ min: 100_001 }).map(nodeWindow => ({ facts: { nodeWindow } }))),
  onClearNode('a probe that was not refused', 'PROPOSAL_WINDOW_TOO_LONG', fc.constant({ facts: { isLifeBounded: false } })),
  onNitronode('another version than the next one', 'PROPOSAL_STALE_VERSION',
    fc.nat().filter(version => version !== 5).map(stamp => ({ stamp }))),
  onClearNode('a key of another application', 'SESSION_KEY_WRONG_APPLICATION',
    fc.constantFrom([], ['poker'], ['Chess'], ['']).map(applications => ({ facts: { key: grantOf({ applications }) } }))),
  onNitronode('a key for another session', 'SESSION_KEY_WRONG_APPLICATION',
    randomHex(32).map(id => ({ facts: { key: grantOf({ ...ownKey, sessionIds: [id] }) } }))),
  onNitronode('a key for more than this session', 'SESSION_KEY_WRONG_APPLICATION', fc.oneof(
    randomHex(32).map(id => ({ sessionIds: [SESSION_ID, id] })), fc.string().map(application => ({ applications: [application] })),
  ).map(more => ({ facts: { key: grantOf({ ...ownKey, ...more }) } }))),
  onClearNode('a key that ends too soon', 'SESSION_KEY_EXPIRES_SOON',
    fc.integer({ min: 0, max: NOW + 79_999 }).map(endsAt => ({ facts: { key: grantOf({ endsAt }) } }))),
  onNitronode('a key that ends within a minute', 'SESSION_KEY_EXPIRES_SOON',
    fc.integer({ min: 0, max: NOW + 59_999 }).map(endsAt => ({ facts: { key: grantOf({ ...ownKey, endsAt }) } }))),
  onNitronode('a key that lives too long', 'PROPOSAL_WINDOW_TOO_LONG',
    fc.integer({ min: NOW + 600_001, max: 2 ** 53 - 1 }).map(endsAt => ({ facts: { key: grantOf({ ...ownKey, endsAt }) } }))),
  onNitronode('a signature of the wallet that does not end', 'PROPOSAL_WINDOW_TOO_LONG', fc.constant({ facts: { key: null } })),
  onClearNode('a session that has changed since the review', 'PROPOSAL_FACTS_CHANGED',
    changedSession.filter(change => !('sessionData' in change) || change.sessionData !== session.sessionData)
    .map(change => ({ facts: { session: { ...session, ...change } } }))),
  onClearNode('a reading of the session that is too old', 'PROPOSAL_FACTS_CHANGED',
    fc.integer({ min: 2_001 }).map(age => ({ facts: { readAt: NOW - age } }))),
]
