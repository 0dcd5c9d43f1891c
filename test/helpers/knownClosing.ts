import { ALICE, BOB, session, split } from './scriptedProtocol'
import type { PayoutVerdict } from '../../src/core/receipts/payouts'
import type { Payout } from '../../src/core/sessions/types'
import type { Address } from '../../src/core/types'
import { describeError, NitroliteError, type NitroliteErrorCode } from '../../src/core/errors/errors'
import {
  knowledgeAtStart, type Knowledge, type LedgerKnowledge, type NodeKnowledge, type PersonKnowledge, type StoreKnowledge,
} from '../../src/core/closing/policy/knowledge'
import type { AttemptStage, Draft, DraftSignature, KnownAttempt, SharedDraft } from '../../src/core/closing/policy/attempts'
import type { Moment } from '../../src/core/closing/policy/moves'
import { describeAction } from '../../src/core/closing/policy/action'
import { next } from '../../src/core/closing/policy/next'
import type { AttemptOutcome, ClosingPlan, CosigningRole } from '../../src/core/closing/types'

/** The settle time of the closings made here, in milliseconds. */
export const SETTLE = 30_000

/** The moment of the closings made here: the wallet is logged in, and its connection answers. */
export const NOW: Moment = { at: 1_000_000, isLoggedIn: true, readyAt: 0, isStuck: false, isAnswering: true, isLoginExpected: true, isAway: false }

/** A plan with these submissions, of a session in which Alice holds the quorum. */
export const planOf = (...submissions: string[]): ClosingPlan => ({
  session, wallet: ALICE, broker: BOB, allocations: split('0.7', '0.3'), sessionData: null, submissions, baseline: [], funded: { usdc: '1' },
})

/** The same for a session that several participants close. @param submissions @default close */
export const planTogether = (role: CosigningRole, ...submissions: string[]): ClosingPlan => ({
  ...planOf(...submissions.length > 0 ? submissions : ['close']), together: { role, spelling: 'checksum', proposalText: role === 'co-signer' ? 'nlp1.x' : null },
})

/** The same for a submitter whose participants approve before they sign. */
export const planInRounds = (): ClosingPlan => {
  const plan = planTogether('submitter')
  return { ...plan, together: { role: 'submitter', spelling: 'checksum', proposalText: null, rounds: { text: 'nlp1.x', boxSalt: '0x01' } } }
}

const OUTCOMES: Partial<Record<AttemptStage, AttemptOutcome>> = {
  landed: { kind: 'landed', responseText: '[1]', responseSignatures: [] },
  refused: { kind: 'refused', error: describeError('ALLOCATION_SUM_MISMATCH') },
}

interface AttemptDetails {
  /** How long it has been in its stage, in milliseconds. @default 0 */
  readonly ago?: number
  /** @default 1 */
  readonly id?: number
  /** @default 'close' */
  readonly submission?: string
  /** The code of the refusal. */
  readonly code?: NitroliteErrorCode
  /** @default true */
  readonly isOurs?: boolean
}

const proposalOf = (id: number, submission: string) =>
  ({ submission, requestId: id, ts: id, text: `[${id}]`, digest: '0x' as const })

/** An attempt in a stage. */
export const attemptIn = (stage: AttemptStage, { ago = 0, id = 1, submission = 'close', code, isOurs = true }: AttemptDetails = {}): KnownAttempt => ({
  attempt: { ...proposalOf(id, submission), signatures: ['0xaa'], signers: [ALICE], policy: null, connection: 'socket-1' },
  stage, since: NOW.at - ago, isOurs,
  outcome: code ? { kind: 'refused', error: describeError(code) } : OUTCOMES[stage] ?? null,
})

/** Alice's draft of a close that needs no other signature. */
export const draftOf = (id = 1): Draft => ({
  proposals: [proposalOf(id, 'close')], connection: 'socket-1', sendUntil: Infinity, isKept: false, shared: null, refused: [],
  signatures: [signatureOf(ALICE)],
})

/** A signature of a draft. */
export const signatureOf = (participant: Address): DraftSignature => ({ participant, signer: participant, signatures: ['0xaa'], policy: null, endsAt: null })

/** A draft that Alice collects signatures for. */
export const sharedDraft = (signers: readonly Address[], { isKept = true, left = 10_000 } = {}): SharedDraft => ({
  ...draftOf(), signatures: signers.map(signatureOf), sendUntil: NOW.at + left, isKept, shared: { text: 'nlp1.x', boxSalt: '0x01' },
})

/** What a test says about a closing; the rest is a planned closing whose turn it is. */
export interface KnownParts extends Partial<Omit<Knowledge, 'person' | 'node' | 'store' | 'ledger'>> {
  readonly person?: Partial<PersonKnowledge>
  readonly node?: Partial<NodeKnowledge>
  readonly store?: Partial<StoreKnowledge>
  readonly ledger?: Partial<LedgerKnowledge>
}

const START = knowledgeAtStart({
  id: 'c', sessionId: session.id, startedAt: 0, now: 0, request: { sessionId: session.id, allocations: [] },
  node: { url: 'ws://node.test', protocol: 'scripted/1', resending: 'when the earlier one is void', canPayTwice: true, settle: SETTLE, patience: 30_000 },
}, null, 0)

const PLAN = planOf('close')

/** A planned closing on a node that could pay two attempts. */
export function known({ person, node, store, ledger, ...parts }: KnownParts = {}): Knowledge {
  const attempts = parts.attempts ?? []
  return {
    ...START, turn: 'ours', plan: PLAN, hasSent: attempts.some(({ stage }) => stage !== 'written'), ...parts,
    person: { ...START.person, ...person },
    node: { ...START.node, checked: { begunAt: NOW.at, endedAt: NOW.at }, ...node },
    store: { ...START.store, readAt: NOW.at, ...attempts.length > 0 && { record: 'kept' as const }, ...store },
    ledger: { ...START.ledger, ...ledger },
  }
}

/** What payouts say about a closing, in the shortest form. */
export const verdictOf = (result: PayoutVerdict['result'], payouts: readonly Payout[] = []): PayoutVerdict =>
  ({ result, isPaidOut: result !== 'incomplete', payouts, payable: { usdc: '1' }, differences: [] })

/** The same on a node that accepts at most one of several attempts. */
export const knownAtOnce = (parts: KnownParts = {}): Knowledge =>
  known({ ...parts, node: { resending: 'at once', canPayTwice: false, ...parts.node } })

/** The session was read: `ago` milliseconds before now, closed since `closedFor` milliseconds before that. */
export const looked = (isClosed: boolean, { ago = 0, closedFor = 0, isProbed = false } = {}): Pick<NodeKnowledge, 'session' | 'looks'> => ({
  session: { isClosed, isOpenAgain: false, closedSince: NOW.at - ago - closedFor, begunAt: NOW.at - ago, endedAt: NOW.at - ago },
  looks: { count: 1, failures: 0, misses: 0, endedAt: NOW.at - ago, isReached: true, isProbed, expectedAt: -Infinity, canRevoke: false },
})

/** An action failed with this code. */
export const troubleOf = (code: NitroliteErrorCode, { ago = 0, isFinal = false } = {}): NonNullable<Knowledge['trouble']> =>
  ({ error: new NitroliteError(code), at: NOW.at - ago, since: NOW.at - ago, isFinal })

/** What the policy does, in one line; times are seconds from now. */
export function actionFor(k: Knowledge, moment: Partial<Moment> = {}): string {
  const action = next(k, { ...NOW, ...moment })
  if (action.do === 'wait') return `wait ${(action.until - NOW.at) / 1000} s${action.phase ? ` ${action.phase}` : ''}`
  if (action.do === 'hold') return `hold ${(action.until - NOW.at) / 1000} s`
  if (action.do === 'look' || action.do === 'probe') return `${action.do} by ${action.by}`
  return `${action.do} ${describeAction(action)}`.trim()
}
