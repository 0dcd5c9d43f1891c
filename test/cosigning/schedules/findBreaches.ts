import type { Hex } from '../../../src/core'
import type { FaultHits, FaultKind, EmbeddedPayment, JournalFault, Judgement } from '../../../src/testing'
import { amountsAsText } from './amounts'
import type { SeenClosing } from './seenClosings'
import type { SigningEnd } from './shownEnds'

/** A request of the participants whose close was committed. */
export interface LandedRequest {
  readonly requestId: string
  /** The hash that its signers have signed. */
  readonly digest: Hex
  /** Indexes of the honest participants who have signed it. */
  readonly honestSigners: ReadonlySet<number>
  /** Somebody who does not keep to the rules has sent it more than once. */
  readonly isSentTwice: boolean
}

/**
 * What the judge needs to know about a run. Everything that clients report or keep is about those of honest participants: nobody
 * can rely on the others.
 */
export interface JudgedSchedule extends Judgement {
  /** Closings that did not end without a reload. */
  readonly stuck: readonly string[]
  /** Closings that did not end after a reload either. */
  readonly unfinished: readonly string[]
  /** Signatures that were given without approval. */
  readonly unapproved: readonly string[]
  /** Indexes of participants whose signature reached the node before it was in a journal of theirs. */
  readonly unkept: readonly number[]
  /** Number of calls that never ended, although their clients were disposed. */
  readonly unsettled: number
  /** Number of records that are still in the journals. */
  readonly left: number
  /** What the journals were asked to keep, by the id of the closing. */
  readonly closings: ReadonlyMap<string, SeenClosing>
  /** The amounts that honest participants had approved, as text, by the hash that they sign. */
  readonly amountsOf: ReadonlyMap<Hex, string>
  /** The signatures that were sent with each request to close, by its id. */
  readonly sentSignatures: ReadonlyMap<string, ReadonlySet<Hex>>
  /** The requests whose close was committed, oldest first. One that was paid twice is there twice. */
  readonly landed: readonly LandedRequest[]
  /** Every final state that a client reported, oldest first. */
  readonly shown: readonly SigningEnd[]
  /** When each client was disposed, by its number; clients that are missing were open until the end. */
  readonly endedAt: ReadonlyMap<number, number>
  /** How often calls ended with each error code, or as `done`. */
  readonly refusals: ReadonlyMap<string, number>
  readonly hits: Readonly<Partial<Record<FaultKind, FaultHits>>>
  /** How often each journal has failed, by kind. */
  readonly journalHits: readonly Readonly<Partial<Record<JournalFault['kind'], number>>>[]
}

/** How long a client has to look for a second payment after it has reported a payment, in milliseconds: the settle time. */
const LEAST_WATCH = 30_000
/** How long a client needs to find out and report what the node has done, in milliseconds. */
const REPORTING_TIME = 120_000

/** Lists everything in a run that must never happen. An empty list means that the run is correct. */
export function findBreaches(run: JudgedSchedule): string[] {
  return [
    ...run.unapproved,
    ...run.unkept.map(person => `a signature of participant ${person} was sent before the journal had it`),
    ...run.stuck.map(text => `a closing did not end without a reload: ${text}`),
    ...run.unfinished.map(text => `a closing never ended: ${text}`),
    ...run.unfinished.length === 0 && run.left > 0 ? ['a record was left in the journal'] : [],
    ...run.unsettled > 0 ? [`${run.unsettled} calls never ended`] : [],
    ...wrongPayments(run),
    ...withoutCorrected(run.shown).flatMap(end => falseReports(end, run)),
    ...missedOverpayments(run),
    ...contradictions(withoutCorrected(run.shown)),
  ]
}

/** What the node must never have paid, unless somebody else caused it. */
function wrongPayments({ isOverpaid, payments, landed, amountsOf }: JudgedSchedule): string[] {
  // Nobody can prevent what other code does at the same moment.
  const isByOthers = payments.some(({ requestId }) => requestId === null)
  const isOther = ({ requestId, rows }: EmbeddedPayment): boolean => landed.some(request =>
    request.requestId === requestId && request.honestSigners.size > 0 && amountsOf.get(request.digest) !== amountsAsText(rows))
  return [
    ...isOverpaid && !isByOthers && !isBeyondControl(landed) ? ['the session paid out more than was paid in'] : [],
    ...payments.filter(isOther).map(({ requestId }) => `request ${requestId} paid something else than its signers had approved`),
  ]
}

/** Whether honest clients could prevent none of the closes after the first one. */
export const isBeyondControl = (landed: readonly LandedRequest[]): boolean =>
  landed.length > 1 && landed.every((request, index) => landed.slice(index + 1).every(later => limitOf(request, later) !== null))

/**
 * Why honest clients could not prevent that two closes were both paid, by the limits of the README; null if they could.
 * - L1: the submitter has sent one request twice at once. Nobody else has a full set of signatures, and nobody can stop that
 * - L2: no honest participant has signed both requests, so that none of them could know of the other one
 */
export function limitOf(one: LandedRequest, other: LandedRequest): 'L1' | 'L2' | null {
  if (one.requestId === other.requestId) return one.isSentTwice ? 'L1' : null
  return [...one.honestSigners].some(signer => other.honestSigners.has(signer)) ? null : 'L2'
}

/** What is untrue about a reported end. */
function falseReports({ id, device, state, code, amounts, startedAt, at }: SigningEnd, run: JudgedSchedule): string[] {
  const paid = run.payments.filter(payment => payment.at >= startedAt && payment.at <= at)
  const asRequested = paid.filter(payment => payment.by === 'close' && amountsAsText(payment.rows) === amounts)
  const name = `device ${device}: a closing was reported as ${state}${code && ` (${code})`}`
  switch (state) {
    case 'failed':
    case 'cancelled': return [...landedAnyway(id, run), ...missedPayment(id, { startedAt, at }, run)].map(text => `${name}, but ${text}`)
    case 'closed':
      return asRequested.length > 0 || amountsAsText(paid.flatMap(({ rows }) => rows)) === amounts ? [] : [`${name}, but other amounts were paid`]
    case 'superseded':
      return [
        ...asRequested.length > 0 ? [`${name}, but the session was paid as requested`] : [],
        ...paid.length === 0 ? [`${name}, but nothing was paid`] : [],
      ]
    case 'overpaid':
      return (run.overpaidSince ?? Infinity) <= at || asRequested.length > 1 ? [] : [`${name}, but the session is not overpaid`]
    default: return []
  }
}

/**
 * A submitter that gave up proves that its request can never land. On a nitronode, another request for the same split has the same
 * hash, and may land. A co-signer proves that its own signature can never be used:
 * after a withdrawal the others may do without it.
 */
function landedAnyway(id: string, { closings, landed, sentSignatures }: JudgedSchedule): string[] {
  const closing = closings.get(id)
  if (!closing) return []
  if (closing.role !== 'co-signer') return landed.some(({ requestId }) => closing.requestIds.has(requestId)) ? ['its request landed'] : []
  const requests = landed.filter(({ digest }) => closing.digests.has(digest))
  const isUsed = requests.some(({ requestId }) => [...closing.signatures].some(signature => sentSignatures.get(requestId)?.has(signature)))
  return isUsed ? ['its signature was used'] : []
}

/** A co-signer whose signature has lapsed has found the session open and unpaid. */
function missedPayment(id: string, { startedAt, at }: Pick<SigningEnd, 'startedAt' | 'at'>, { closings, payments }: JudgedSchedule): string[] {
  const closing = closings.get(id)
  if (closing?.role !== 'co-signer' || closing.signatures.size === 0) return []
  const isMissed = payments.some(payment => payment.by === 'close' && payment.at >= startedAt && payment.at < at - LEAST_WATCH)
  return isMissed ? ['the session was paid meanwhile'] : []
}

/** Clients that reported another result of an overpaid session, although they could see the second payment. */
function missedOverpayments({ shown, isOverpaid, overpaidSince, endedAt }: JudgedSchedule): string[] {
  if (!isOverpaid || overpaidSince === null) return []
  const last = new Map(shown.map(end => [`${end.client} ${end.id}`, end]))
  return [...last.values()]
    .filter(({ state, at, watchedUntil, client }) => {
      const watchEnd = Math.max(at + LEAST_WATCH, watchedUntil ?? at)
      const hasTime = (endedAt.get(client) ?? Infinity) > watchEnd + REPORTING_TIME
      return (state === 'closed' || state === 'superseded') && overpaidSince <= watchEnd && hasTime
    })
    .map(({ state, device }) => `device ${device}: a closing was reported as ${state}, but the session is overpaid`)
}

/** The reported ends without payments that turned out to be doubled later. */
function withoutCorrected(shown: readonly SigningEnd[]): readonly SigningEnd[] {
  const overpaidAt = new Map(shown.filter(({ state }) => state === 'overpaid').map(({ id, at }) => [id, at]))
  const isPaid = ({ state }: SigningEnd): boolean => state === 'closed' || state === 'superseded'
  return shown.filter(end => !(isPaid(end) && end.at <= (overpaidAt.get(end.id) ?? -Infinity)))
}

/** Closings that were reported with different results. `failed` and `cancelled` are one result: nothing was paid. */
function contradictions(shown: readonly SigningEnd[]): string[] {
  const results = new Map<string, Set<string>>()
  for (const { id, state } of shown) results.set(id, (results.get(id) ?? new Set()).add(state === 'cancelled' ? 'failed' : state))
  return [...results.values()].filter(states => states.size > 1).map(states => `one closing was reported as ${[...states].join(' and as ')}`)
}
