import { atMost } from '../connection/runtime'
import type { RenewalReason } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { ClosingRecord } from '../journal/closingRecord'
import type { Turn } from '../peers/turn'
import type { ClosingContext } from './context'
import type { CosigningPart } from './cosigning'
import { failWithConflict } from './freeFrom'
import type { Access, PlanBasis } from '../protocols/protocol'
import type { Reader } from './policy/action'
import type { Evidence } from './policy/evidence'
import type { Knowledge } from './policy/knowledge'
import { totalsRuleFor } from './totalsRule'
import type { ClosingPlan } from './types'

/** The longest wait for the history, and for the record of a closing whose ending is known, in milliseconds. */
const STORE_LIMIT = 5_000

/** The longest wait until a transport has a message about the end of a closing, in milliseconds. */
const TELLING_LIMIT = 2_000

/** What the effects of one closing work with. */
export interface EffectTools {
  readonly context: ClosingContext
  readonly record: ClosingRecord
  readonly turn: Turn
  /** Null when the wallet closes alone, and for a closing from the journal. */
  readonly cosigning: CosigningPart | null
  /** Takes evidence that comes by itself. */
  readonly tell: (evidence: Evidence) => void
}

export function planOf({ plan }: Knowledge): ClosingPlan {
  if (!plan) throw new NitroliteError('CLOSING_UNKNOWN', { reason: 'plan' })
  return plan
}

/** The result of some work in a store, or another value if the store does not answer soon. */
export const storedSoon = <T>({ context: { timers } }: EffectTools, work: Promise<T>, otherwise: T): Promise<T> =>
  atMost(timers, STORE_LIMIT, work, otherwise)

/**
 * Waits until no other client works on the closing.
 * @returns whether it is the turn of this client
 * @throws `PROPOSAL_CONFLICT` for a closing that several participants sign: it never joins another one
 */
export function takeTurn({ turn, cosigning, context, tell }: EffectTools, k: Knowledge): Promise<boolean> {
  const onLost = (): void => { tell({ kind: 'turn lost' }) }
  // Another client may have found the closing in the journal.
  const mayBeKnown = !k.request || k.store.record !== 'none'
  if (mayBeKnown) return turn.follow(k.id, snapshot => { tell({ kind: 'heard', snapshot }) }, onLost).then(end => end === null)
  return turn.claim(onLost).then(isOurs => !isOurs && cosigning
    ? failWithConflict(context, k, cosigning.role === 'co-signer' ? cosigning.wallet : null)
    : isOurs)
}

/** Reads what a closing is planned from. */
export function readBasis({ context: { protocol }, cosigning }: EffectTools, { connection, login }: Access, { sessionId, request }: Knowledge): Promise<PlanBasis> {
  return protocol.readPlanBasis(connection, sessionId, login, cosigning
    ? { use: 'signed together' }
    : { use: 'closed alone', totals: request && totalsRuleFor(request), followers: request?.followers ?? 0 })
}

/**
 * The login that must be renewed; null if none must. Closings that share a login learn one after the other that it is over. The first
 * of them renews it, and the others sign again with the new login.
 * @param signedBy the login that made the last signature
 */
export function loginToRenew({ context }: EffectTools, k: Knowledge, reason: RenewalReason, signedBy: Access | null): Access | null {
  const present = context.loggedIn(planOf(k).wallet)
  if (reason === 'the socket is stuck') return present
  const isRenewed = present !== null && present.login !== signedBy?.login
  return isRenewed ? null : signedBy
}

/** Whether the session is still the one that the participants approve or sign. */
export function checkSession({ context: { timers, protocol, loggedIn } }: Pick<EffectTools, 'context'>, k: Knowledge): Promise<Evidence> {
  const { wallet, session } = planOf(k)
  const access = loggedIn(wallet)
  if (!access) throw new NitroliteError('NOT_CONNECTED')
  const begunAt = timers.elapsed()
  return protocol.isUnchanged(access, session).then(isUnchanged => ({ kind: 'session checked', begunAt, isUnchanged }))
}

/** Tells the participants in the room that the proposal is given up. A transport that does not answer soon is not waited for. */
export const tellOthers = ({ context: { timers }, cosigning }: EffectTools): Promise<Evidence> => {
  const told: Evidence = { kind: 'others told' }
  const telling = cosigning?.role === 'submitter' ? cosigning.sayGivenUp?.() : null
  return telling ? atMost(timers, TELLING_LIMIT, telling.then(() => told), told) : Promise.resolve(told)
}

/** The connection that reads: the wallet's own if it is wanted and logged in, and otherwise the witness. */
export const readerOf = ({ context }: EffectTools, k: Knowledge, by: Reader): Promise<Access> => {
  const own = by === 'wallet' ? context.loggedIn(planOf(k).wallet) : null
  return own ? Promise.resolve(own) : context.witness()
}
