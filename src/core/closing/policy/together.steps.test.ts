import { describe, expect, it } from 'vitest'
import { actionFor, attemptIn, knownAtOnce, looked, NOW, planOf, planTogether, sharedDraft, type KnownParts } from '../../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import { describeError } from '../../errors/errors'
import type { Address } from '../../types'
import type { CosigningRole } from '../types'
import type { AttemptStage, KnownAttempt, SharedDraft } from './attempts'
import type { Knowledge } from './knowledge'
import { learn } from './learn'
import type { Moment } from './moves'
import { next } from './next'
import { show } from './show'

type Details = Parameters<typeof attemptIn>[1]
const operate = (stage: AttemptStage, details: Details = {}): KnownAttempt => attemptIn(stage, { submission: 'operate', ...details })
const close = (stage: AttemptStage, details: Details = {}): KnownAttempt => attemptIn(stage, { id: 2, ...details })

/** A planned closing in two steps, of a session in which both participants are needed, on a node that accepts at most one of several attempts. */
function as(role: CosigningRole, parts: KnownParts = {}): Knowledge {
  const plan = planTogether(role, 'operate', 'close')
  const participants = [ALICE, BOB].map(address => ({ address, weight: 1 }))
  return knownAtOnce({ plan: { ...plan, session: { ...plan.session, participants, quorum: 2 } }, ...parts })
}

/** A draft of both steps. */
function draftOfBoth(signers: readonly Address[]): SharedDraft {
  const draft = sharedDraft(signers)
  const proposals = [operate('written'), close('written')].map(({ attempt: { submission, requestId, ts, text, digest } }) => ({ submission, requestId, ts, text, digest }))
  return { ...draft, proposals, signatures: draft.signatures.map(signature => ({ ...signature, signatures: ['0xaa', '0xbb'] })) }
}

type Row = readonly [situation: string, knowledge: Knowledge, action: string, moment?: Partial<Moment>]
const rows = (...all: Row[]): Row[] => all
const LONG_AGO = { ago: 60_000 }
const OPEN = { ...looked(false), doubtSince: NOW.at - 60_000 }
const PROBED = looked(false, { isProbed: true })
const KEPT = { record: 'kept' } as const
/** This client has removed the record, and the history has no ending of another client. */
const REMOVED = { record: 'removed', lookups: { count: 1, at: NOW.at } } as const

describe('the submitter of two steps that were signed in one sitting', () => {
  it.for(rows(
    ['a submitter writes both steps before it sends the first', as('submitter', { draft: draftOfBoth([BOB, ALICE]), store: KEPT }), 'write attempts 1,2'],
    ['a submitter sends the first step first', as('submitter', { attempts: [operate('written'), close('written')] }), 'send attempt 1'],
    ['a submitter waits for the answer to the first step', as('submitter', { attempts: [operate('awaited'), close('written')] }), 'await answer'],
    ['a submitter sends the second step once the first has landed, and asks nobody', as('submitter', { attempts: [operate('landed'), close('written')] }), 'send attempt 2'],
    ['a submitter never sends the second step after the first was refused', as('submitter', { attempts: [operate('refused'), close('written')] }), 'remove record'],
    ['a submitter sends a step without an answer once more, with the same signatures', as('submitter', { attempts: [operate('doubtful', LONG_AGO), close('written')], node: OPEN }), 'write attempt 1'],
    ['a submitter without a login waits for it before it sends a step once more', as('submitter', { attempts: [operate('doubtful', LONG_AGO), close('doubtful', LONG_AGO)], node: OPEN }), 'wait 0.5 s authorizing', { isLoggedIn: false }],
    ['a submitter sends nothing more once a key of its signatures has ended', as('submitter', { attempts: [operate('fenced'), close('written')], node: OPEN }), 'wait 0.5 s settling'],
    ['a submitter sends a step once more that never reached a socket', as('submitter', { attempts: [operate('refused', { code: 'NOT_CONNECTED' }), close('written')] }), 'write attempt 1'],
    ['a submitter of one step sends it once more if it never reached a socket', knownAtOnce({ plan: planTogether('submitter'), attempts: [attemptIn('refused', { code: 'NOT_CONNECTED' })] }), 'write attempt 1'],
    ['a submitter whose first step can no longer land removes its record', as('submitter', { attempts: [operate('void'), close('void')], node: OPEN }), 'remove record'],
    ['a submitter stops between the steps if the second is refused', as('submitter', { attempts: [operate('landed'), close('refused', { code: 'PARTICIPANT_BLOCKS' })] }), 'agree PARTICIPANT_BLOCKS'],
    ['a submitter stops between the steps if the second can no longer land', as('submitter', { attempts: [operate('landed'), close('void')], node: OPEN }), 'agree PROPOSAL_LAPSED'],
    ['a submitter that continues sends the second step with the signatures that it has', as('submitter', { attempts: [operate('landed'), close('refused', { code: 'PARTICIPANT_BLOCKS' })], node: { excusedAttempts: 2 } }), 'write attempt 2'],
  ))('%s', ([, knowledge, action, moment]) => { expect(actionFor(knowledge, moment)).toBe(action) })

  const CAROL: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
  const ofTwo = planTogether('submitter', 'operate', 'close')
  /** Any two of three participants reach the quorum. The second step was refused for the named signers, one after the other. */
  const secondRefused = (collected: SharedDraft | null, ...signers: readonly Address[]): KnownParts => ({
    plan: { ...ofTwo, session: { ...ofTwo.session, participants: [ALICE, BOB, CAROL].map(address => ({ address, weight: 1 })), quorum: 2 } },
    collected,
    node: OPEN,
    attempts: [operate('landed'), ...signers.map((signer): KnownAttempt => ({
      ...close('refused', LONG_AGO), outcome: { kind: 'refused', error: describeError('SESSION_KEY_EXPIRED', { signer }) },
    }))],
  })
  const signersAfter = (parts: KnownParts): readonly Address[] | string => {
    const action = next(as('submitter', parts), NOW)
    return action.do === 'write' ? action.attempts.flatMap(({ submission, signers, signatures }) => [submission, ...signers, ...signatures]) : actionFor(as('submitter', parts))
  }

  it.for([
    ['a submitter sends the second step with a spare signature if the node has refused one', secondRefused(draftOfBoth([ALICE, BOB, CAROL]), BOB), ['close', ALICE, CAROL, '0xbb', '0xbb']],
    ['a submitter needs no signature of its own in the second step if the others are enough', secondRefused(draftOfBoth([ALICE, BOB, CAROL]), ALICE), ['close', BOB, CAROL, '0xbb', '0xbb']],
    ['a submitter stops between the steps if too few signatures are left', secondRefused(draftOfBoth([ALICE, BOB, CAROL]), BOB, CAROL), 'agree SESSION_KEY_EXPIRED'],
    ['a submitter without spare signatures stops between the steps', secondRefused(draftOfBoth([ALICE, BOB]), BOB), 'agree SESSION_KEY_EXPIRED'],
    ['a submitter that no longer knows the other signatures stops between the steps', secondRefused(null, BOB), 'agree SESSION_KEY_EXPIRED'],
    ['a submitter that continues without spare signatures sends once more what was refused last', { ...secondRefused(draftOfBoth([ALICE, BOB, CAROL]), BOB, CAROL), node: { excusedAttempts: 3 } }, ['close', ALICE, '0xaa']],
  ] as [string, KnownParts, readonly string[] | string][])('%s', ([, parts, expected]) => { expect(signersAfter(parts)).toEqual(expected) })

  it('a spare signature is not used while the first step may still land', () => {
    const k = as('submitter', { ...secondRefused(draftOfBoth([ALICE, BOB, CAROL]), BOB), attempts: [operate('awaited'), close('refused')] })
    expect(actionFor(k)).toBe('await answer')
  })

  const sentTwice: KnownParts = { attempts: [operate('doubtful'), close('doubtful'), operate('awaited', { id: 3 })] }
  const stagesAfter = (k: Knowledge, code: 'SESSION_KEY_EXPIRED' | 'PARTICIPANT_BLOCKS'): readonly AttemptStage[] => learn(k, {
    kind: 'answered', attempt: operate('awaited', { id: 3 }).attempt, outcome: { kind: 'refused', error: describeError(code) },
  }, NOW.at).attempts.map(({ stage }) => stage)

  it('a refusal that says that a key has ended fences every earlier attempt with the same signers', () => {
    expect(stagesAfter(as('submitter', sentTwice), 'SESSION_KEY_EXPIRED')).toEqual(['fenced', 'fenced', 'refused'])
  })

  it('a refusal fences no earlier attempt if it has another reason, or if the wallet signs alone', () => {
    expect(stagesAfter(as('submitter', sentTwice), 'PARTICIPANT_BLOCKS')).toEqual(['doubtful', 'doubtful', 'refused'])
    expect(stagesAfter(knownAtOnce({ plan: planOf('operate', 'close'), ...sentTwice }), 'SESSION_KEY_EXPIRED')).toEqual(['doubtful', 'doubtful', 'refused'])
  })
})

describe('a co-signer of two steps that were signed in one sitting', () => {
  it.for(rows(
    ['a co-signer writes the signatures of both steps before it gives them away', as('co-signer', { draft: { ...draftOfBoth([ALICE]), shared: null }, store: { record: 'kept' } }), 'write attempts 1,2'],
    ['a co-signer gives away both signatures at once', as('co-signer', { attempts: [operate('written'), close('written')] }), 'offer attempts 1,2'],
    ['a co-signer asks the node whether its key is still listed', as('co-signer', { attempts: [operate('offered'), close('offered')], node: OPEN }), 'probe by wallet'],
    ['a co-signer waits while its key is listed', as('co-signer', { attempts: [operate('offered'), close('offered')], node: PROBED }), 'wait 0.5 s fencing'],
    ['a co-signer waits for what the node may have begun before the key ended', as('co-signer', { attempts: [operate('fenced'), close('fenced')], node: PROBED }), 'wait 0.5 s settling'],
    ['a co-signer watches the second step after the first has landed', as('co-signer', { attempts: [operate('landed'), close('offered')], node: OPEN }), 'probe by wallet'],
    ['a co-signer ends as lapsed as soon as the session has another version', as('co-signer', { attempts: [operate('refused', { code: 'SESSION_CHANGED' }), close('refused', { code: 'SESSION_CHANGED' })], node: OPEN, store: REMOVED }), 'end failed, PROPOSAL_LAPSED'],
    ['a co-signer does not stop between the steps', as('co-signer', { attempts: [operate('landed'), close('void')], node: OPEN }), 'remove record'],
    ['a co-signer says that the new split stands if only the first step has landed', as('co-signer', { attempts: [operate('landed'), close('void')], node: OPEN, store: REMOVED }), 'end cancelled, CLOSING_SPLIT_AGREED'],
    ['a co-signer ends as lapsed if somebody has agreed on another split after the first step', as('co-signer', { attempts: [operate('landed'), close('refused', { code: 'SESSION_CHANGED' })], node: OPEN, store: REMOVED }), 'end failed, PROPOSAL_LAPSED'],
    ['a co-signer reads the payouts once the second step has landed, although it has missed the first', as('co-signer', { attempts: [operate('refused', { code: 'SESSION_CHANGED' }), close('landed')], node: looked(true) }), 'read payouts by wallet'],
  ))('%s', ([, knowledge, action, moment]) => { expect(actionFor(knowledge, moment)).toBe(action) })

  it('a co-signer whose first step has landed shows that its signature may still be used', () => {
    const k = as('co-signer', { attempts: [operate('landed'), close('offered')] })
    expect(show(k, { do: 'look', attempts: [], by: 'wallet' }).state).toBe('collecting')
  })

  it('a co-signer never shows that it sends something', () => {
    const k = as('co-signer', { attempts: [operate('refused', { code: 'SESSION_CHANGED' }), close('refused', { code: 'SESSION_CHANGED' })] })
    expect(show(k, { do: 'remove record' }).state).toBe('confirming')
  })
})
