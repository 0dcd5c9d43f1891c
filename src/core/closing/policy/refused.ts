import { isLoginOver, isNothingToClose } from '../../errors/groups'
import { NitroliteError } from '../../errors/errors'
import type { Action } from './action'
import { isUnsent, type KnownAttempt } from './attempts'
import { attemptsOf, currentSubmission, isCollecting } from './facts'
import type { Knowledge } from './knowledge'
import { giveUp, lookAgain, waitForConnection, waitOr, type Moment } from './moves'
import { LONGEST_REMOVAL, MOST_FRESH_STAMPS, MOST_RENEWALS, RECONNECT_PAUSE } from './pauses'
import { canRepeat } from './signers'

/** One of the node's checks has refused the last attempt, or the attempt reached no socket: cure the reason, or give up. */
export function refused(k: Knowledge, now: Moment): Action | null {
  const last = attemptsOf(k, currentSubmission(k)).at(-1)
  const refusals = refusalsOf(k)
  // Cures are counted per client: attempts of an earlier one do not count.
  const ours = refusals.filter(({ isOurs }) => isOurs)
  if (!last || last !== refusals.at(-1) || last.outcome?.kind !== 'refused') return null
  // A co-signer has sent nothing, so the node has not answered it. A look only reports what became of its signatures.
  if (k.plan?.together?.role === 'co-signer') return null
  // The signatures of the others are still of use.
  if (isCollecting(k)) return null
  const { error: { code, data } } = last.outcome
  const isAlone = k.plan?.together?.role === undefined
  if (isAlone && code === 'NODE_STAMP_REFUSED' && ours.filter(isStampRefusal).length <= MOST_FRESH_STAMPS) return null
  if (isAlone && isLoginOver(code) && ours.filter(isLoginRefusal).length <= MOST_RENEWALS) {
    // An attempt of an earlier client says nothing about the login of this one.
    return k.node.renewedFor === last.attempt.requestId || !last.isOurs ? null : { do: 'renew', reason: 'the login is over' }
  }
  if (code === 'NOT_CONNECTED') return notSent(k, now, ours)
  // A void attempt may have landed after all, or another participant may have closed: the session decides.
  const voided = k.attempts.filter(({ stage }) => stage === 'void')
  const mayBeClosed = voided.length > 0 || isNothingToClose(code) || isLoginOver(code)
  if (mayBeClosed && (isReadBefore(k, last.since) || isOvertakenByRemoval(k, now))) return lookAgain(k, now, voided)
  return giveUp(k, now, new NitroliteError(code, data))
}

/**
 * Not one byte of the last attempt reached a socket, so it is made again. If nothing else was sent either, the closing waits for a
 * connection only as long as the app allows. Otherwise it has to be brought to an end, however long that takes.
 * @param ours the refused attempts of this client, oldest first
 */
function notSent(k: Knowledge, now: Moment, ours: readonly KnownAttempt[]): Action | null {
  const unsent = ours.filter(isUnsent)
  const [first] = unsent
  const last = unsent.at(-1)
  if (!first || !last) return null
  const error = new NitroliteError('NOT_CONNECTED')
  const isNothingSent = unsent.length === k.attempts.length && !canRepeat(k)
  if (isNothingSent && k.store.record === 'removed') return giveUp(k, now, error)
  const limited = isNothingSent ? waitForConnection(k, now, first.since, error) : null
  // The first time, the socket was probably replaced. A pause before each later attempt keeps the journal from filling up.
  return limited ?? (unsent.length > 1 ? waitOr(last.since + RECONNECT_PAUSE, now, null) : null)
}

/**
 * The session was last read before a refusal came. The times of the two are not enough to tell, because both may fall into the same
 * millisecond. The count of looks tells: each answer to an attempt sets the count to zero.
 */
const isReadBefore = ({ node: { session, looks } }: Knowledge, at: number): boolean => looks.count === 0 || (session?.begunAt ?? -Infinity) < at

/** Removing the record took long. Another participant may have closed the session meanwhile, so it is read once more. */
const isOvertakenByRemoval = ({ store, node: { session, looks } }: Knowledge, now: Moment): boolean =>
  store.record === 'removed' && looks.failures === 0 && session !== null && now.at - session.endedAt > LONGEST_REMOVAL

export const isStampRefusal = ({ outcome }: KnownAttempt): boolean => outcome?.kind === 'refused' && outcome.error.code === 'NODE_STAMP_REFUSED'
const isLoginRefusal = ({ outcome }: KnownAttempt): boolean => outcome?.kind === 'refused' && isLoginOver(outcome.error.code)

/** The refused attempts of the present submission, oldest first. */
export const refusalsOf = (k: Knowledge): KnownAttempt[] => k.attempts.slice(k.node.excusedAttempts)
  .filter(({ stage, attempt }) => stage === 'refused' && attempt.submission === currentSubmission(k))
