import { isNothingToClose } from '../../errors/groups'
import type { Receipt } from '../../receipts/types'
import type { Address } from '../../types'
import type { Knowledge } from './knowledge'
import { isShared, isUnsent, type AttemptStage, type KnownAttempt } from './attempts'
import { MOST_JOURNAL_FAILURES, MOST_MISSES, WATCH_SETTLES } from './pauses'

/** Stages in which an attempt may land, or may have landed. */
const OPEN_STAGES: ReadonlySet<AttemptStage> = new Set(['offered', 'awaited', 'doubtful', 'fenced'])

/** Stages in which the node may still start an attempt that has no answer. */
const STARTABLE_STAGES: ReadonlySet<AttemptStage> = new Set(['offered', 'doubtful'])

/** Attempts that may land, or may have landed. */
export const openAttempts = ({ attempts }: Knowledge): KnownAttempt[] => attempts.filter(({ stage }) => OPEN_STAGES.has(stage))

/** Open attempts that the node may still start. */
export const startableAttempts = ({ attempts }: Knowledge): KnownAttempt[] => attempts.filter(({ stage }) => STARTABLE_STAGES.has(stage))

/** Attempts that have landed for certain. */
export const landedAttempts = ({ attempts }: Knowledge): KnownAttempt[] => attempts.filter(({ stage }) => stage === 'landed')

/** When an unknown outcome is expected to become known; `Infinity` if that cannot be said. */
export interface Deadlines {
  /** When the node must have finished every fenced attempt. */
  readonly settle: number
  /** When an attempt of ours must show up as landed, if it is the one that closed the session. */
  readonly closed: number
  /** When the node is expected to refuse the attempts for their age. */
  readonly fence: number
}

export function deadlinesOf(k: Knowledge): Deadlines {
  const { session, looks, settle } = k.node
  return {
    settle: session?.isClosed ? Infinity : Math.max(...openAttempts(k).map(({ stage, since }) => stage === 'fenced' ? since + settle : Infinity)),
    closed: session?.isClosed ? session.closedSince + settle : Infinity,
    fence: looks.expectedAt > looks.endedAt ? looks.expectedAt : Infinity,
  }
}

/** Attempts of one submission. */
export const attemptsOf = ({ attempts }: Knowledge, submission: string | undefined): KnownAttempt[] =>
  attempts.filter(({ attempt }) => attempt.submission === submission)

/** The submission to work on now; undefined when the last one has landed. */
export const currentSubmission = ({ plan, attempts }: Knowledge): string | undefined => {
  const { submissions = [] } = plan ?? {}
  const isMissing = (wanted: string): boolean => !attempts.some(({ stage, attempt: { submission } }) => stage === 'landed' && submission === wanted)
  // The last submission closes the session, so nothing before it is left to do once it has landed.
  return isMissing(submissions.at(-1) ?? '') ? submissions.find(isMissing) : undefined
}

/** A first submission has landed, and nothing of the next one can land. */
export const isBetween = (k: Knowledge): boolean =>
  landedAttempts(k).length > 0 && currentSubmission(k) !== undefined && openAttempts(k).length === 0

/**
 * The session is closed. While one of our attempts is open, this counts only after the time that the node needs to finish
 * that attempt: before, nobody can say who closed the session. A co-signer does not have to know that: it never sends again.
 */
export const isClosed = (k: Knowledge): boolean => k.node.session !== null && k.node.session.isClosed
  && (openAttempts(k).length === 0 || k.plan?.together?.role === 'co-signer' || k.node.session.endedAt - k.node.session.closedSince >= k.node.settle)

/**
 * A submitter collects approvals or signatures, and nothing that it has sent can land: it has sent nothing, or the node has
 * refused or lost what it has sent.
 */
export function isCollecting({ plan, draft, attempts, node }: Knowledge): boolean {
  if (plan?.together?.role !== 'submitter' || attempts.some(({ stage }) => stage !== 'refused' && stage !== 'void')) return false
  const last = attempts.at(-1)
  // On a node that accepts one of several attempts, a lost attempt is sent again as it is.
  return isShared(draft) || (plan.together.rounds !== undefined && (!last || (last.stage === 'void' && node.resending !== 'at once')))
}

/** A submitter collects signatures of this proposal. @param text the proposal as it was shared */
export const isCollectedFor = ({ plan, draft }: Knowledge, text: string): boolean =>
  plan?.together?.role === 'submitter' && draft?.shared?.text === text

/** Nothing is left to submit: the last submission has landed, or the session is closed. The payouts decide the rest. */
export const isPaying = (k: Knowledge): boolean => k.plan !== null && (currentSubmission(k) === undefined || isClosed(k))

/** How the payouts differ from the request; null before they were read. If payouts stay incomplete, other amounts were paid. */
export const resultOf = ({ ledger: { verdict } }: Knowledge): Receipt['result'] | null =>
  verdict?.result === 'incomplete' ? 'superseded' : verdict?.result ?? null

/** The other participants can close the session without the wallet of this closing. */
function canOthersClose({ plan }: Knowledge): boolean {
  if (!plan) return false
  const weights = new Map(plan.session.participants.map(({ address, weight }) => [address.toLowerCase(), weight]))
  weights.delete(plan.wallet.toLowerCase())
  return [...weights.values()].reduce((sum, weight) => sum + weight, 0) >= plan.session.quorum
}

/**
 * The time until which a second payment may show up: the node may have started another attempt of this closing, or a close by
 * another participant or device, at the same moment. Null when there can be no second payment.
 */
export function watchedUntil(k: Knowledge): number | null {
  const { verdict, paidAt, isCertain } = k.ledger
  if (!verdict || isCertain || !k.node.canPayTwice || verdict.result === 'overpaid') return null
  return (paidAt ?? k.ledger.endedAt) + WATCH_SETTLES * k.node.settle
}

/**
 * A second payment is likely enough that the watch must survive the end of this client: the closing has several attempts, or
 * other participants hold the quorum too.
 */
const mustWatch = (k: Knowledge): boolean =>
  k.attempts.filter(({ stage }) => stage !== 'refused').length > 1 || canOthersClose(k)

/** The watch needs the record, so that the next client continues it. */
export const isRecordWatched = (k: Knowledge): boolean => watchedUntil(k) !== null && mustWatch(k)

/** The journal still answers, or has not failed often enough to be given up. A paid closing does not wait for it forever. */
export const hasJournal = ({ store }: Knowledge): boolean => store.failures.count < MOST_JOURNAL_FAILURES

/** The record of a paid closing is removed before its result is announced. */
export const isRecordDue = (k: Knowledge): boolean => k.store.record === 'kept' && hasJournal(k) && !isRecordWatched(k)

/** Nothing was sent: no attempt was made, or not one byte of any attempt has reached a socket. */
export const hasSentNothing = ({ hasSent, attempts, store }: Knowledge): boolean =>
  // Without the record as it is now, another client may have sent an attempt that is not known here.
  !hasSent || (store.record === 'kept' && attempts.length > 0 && attempts.every(isUnsent))

/**
 * The node has refused everything that was sent. The next attempt may have to wait long for a new login or for the journal. If the node
 * found nothing to close, somebody else may have closed the session, so the session is read before the closing ends.
 */
const isAllRefused = ({ store, attempts }: Knowledge): boolean => store.record === 'kept' && attempts.length > 0
  && attempts.every(({ stage, outcome }) => stage === 'refused' && outcome?.kind === 'refused' && !isNothingToClose(outcome.error.code))

/** This client works on the closing, and nothing of it can land. */
const isWithoutRisk = (k: Knowledge): boolean => k.heard === null && k.person.held === null && !isPaying(k) && openAttempts(k).length === 0
  // While a signature is being written, another tab may find it in the journal and give it to the submitter.
  && !(k.plan?.together?.role === 'co-signer' && k.draft !== null)

/** The client may give the closing up for a reason of its own, for example because it connects again. Nothing of the closing can land. */
export const canStop = (k: Knowledge): boolean => isWithoutRisk(k)
  // Once the second submission is in the journal, a client that reads the record assumes that it was sent.
  && (isBetween(k) ? k.draft === null && !k.attempts.some(({ stage }) => stage === 'written') : hasSentNothing(k) || isCollecting(k))

/** The person can give the closing up. After a refusal, only the person may do that: a client that connects again continues the closing. */
export const canCancel = (k: Knowledge): boolean => canStop(k) || (isWithoutRisk(k) && isAllRefused(k))

/**
 * The node refuses the signature of a co-signer once the session key that made it has ended. On a ClearNode, that is the key of the
 * login. On a nitronode, it is a key for this session alone. A signature of the wallet itself cannot be withdrawn, and nothing is
 * left to withdraw once this client knows that the session is closed. A closed session that is open again can be closed with the signature.
 * @param key the session key of the login, or the wallet itself; null while the wallet is not logged in
 */
export const canWithdraw = (k: Knowledge, key: Address | null | undefined): boolean =>
  k.plan?.together?.role === 'co-signer' && key != null && (!isPaying(k) || k.node.session?.isOpenAgain === true)
  && startableAttempts(k).some(({ attempt: { signers, policy } }) => policy !== null && (signers.some(signer => signer === key) || k.node.resending === 'at once'))

/**
 * Why nobody can find out from the node how the closing ends; null if that is still possible.
 *
 * A node that does not know the session any more is another node, or has lost its data. One miss proves nothing, because a list of a
 * ClearNode that changes while it is read can hide a session.
 */
export function cutOffOf(k: Knowledge): 'PROTOCOL_CHANGED' | 'CLOSING_SESSION_MISSING' | null {
  const isOpen = k.hasSent && k.ledger.paidAt === null && !k.attempts.some(({ stage }) => stage === 'awaited')
  if (!isOpen) return null
  if (k.node.hasOtherProtocol) return 'PROTOCOL_CHANGED'
  return k.node.looks.misses >= MOST_MISSES ? 'CLOSING_SESSION_MISSING' : null
}

/** The person can archive the closing. One that has sent nothing is cancelled instead. */
export const canArchive = (k: Knowledge): boolean => cutOffOf(k) !== null && k.turn === 'ours' && k.heard === null
