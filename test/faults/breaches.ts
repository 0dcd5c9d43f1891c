import { formatAmount, parseAmount, type NitroliteErrorInfo } from '../../src/core'
import { isNothingToClose } from '../../src/core/errors/groups'
import type { EmbeddedAmount, EmbeddedPayment, Judgement } from '../../src/testing'
import type { ShownEnd } from './reports'
import { allocationsFor } from './shares'

/** A closing whose close was committed, and the storage that its record was kept in. */
export interface LandedClosing {
  readonly id: string
  readonly storage: number
}

/** What the judge needs to know about one session of a run. */
export interface JudgedSession extends Judgement {
  /** Whether anything was paid in after the session was created. */
  readonly hasLaterDeposits: boolean
  /** Every final state that a client reported, oldest first. */
  readonly shown: readonly ShownEnd[]
  /** The closing of each committed close. */
  readonly landed: readonly LandedClosing[]
  /** Ids of the closings of which the node has received an attempt. */
  readonly arrived: readonly string[]
  /** Id of the closing whose split is agreed, if nobody has changed the session since. */
  readonly agreed: readonly string[]
}

/** What the judge needs to know about a run. */
export interface JudgedRun {
  readonly sessions: readonly JudgedSession[]
  /** Whether every closing has reached a final state. */
  readonly isDone: boolean
  /** The closings that did not end although all faults had stopped, and their clients were open and connected. */
  readonly stuck: readonly string[]
  /** Closings in the histories. */
  readonly kept: readonly { readonly id: string, readonly state: string }[]
  /** Number of records that are still in the journals. */
  readonly left: number
  /** When each client was disposed, by its number; clients that are missing were open until the end. */
  readonly endedAt: ReadonlyMap<number, number>
}

/** How long a client has to look for a second payment after it has reported a payment, in milliseconds: the settle time. */
const LEAST_WATCH = 30_000

/** How long a client needs after its watch to report what it has found, in milliseconds. */
const REPORTING_TIME = 120_000

/** Rows above zero as one text, the same for every kind of node. */
const textOf = (rows: readonly EmbeddedAmount[]): string => rows
  .filter(({ amount }) => amount !== '0')
  .map(row => `${row.participant.toLowerCase()} ${row.asset} ${row.amount}`)
  .sort().join(', ')

/** Lists everything in a run that must never happen. An empty list means that the run is correct. */
export function findBreaches(run: JudgedRun): string[] {
  const breaches: string[] = []
  for (const state of run.stuck) breaches.push(`a closing did not end without a reload: ${state}`)
  if (!run.isDone) breaches.push('a closing never reached a final state')
  if (run.isDone && run.left > 0) breaches.push('a record was left in the journal')
  return [...breaches, ...run.sessions.flatMap(session => breachesOf(session, run))]
}

function breachesOf(session: JudgedSession, run: JudgedRun): string[] {
  const { shown, landed } = session
  const ends = withoutCorrected(shown)
  const breaches = [...wrongPayments(session), ...ends.flatMap(end => falseReports(end, session))]
  for (const { id } of landed) {
    const isKnown = [...shown, ...run.kept].some(closing =>
      closing.id === id && closing.state !== 'failed' && closing.state !== 'cancelled')
    if (run.isDone && !isKnown) breaches.push('a closing landed, but no client and no history knows it')
  }
  return [...breaches, ...missedOverpayments(session, run), ...contradictions(withoutMadeUp(withoutOvertaken(ends, session.payments), session))]
}

/** What the node must never have paid, unless somebody else caused it. */
function wrongPayments({ landed, isOverpaid, payments, hasLaterDeposits }: JudgedSession): string[] {
  const breaches: string[] = []
  const storages = new Set(landed.map(({ storage }) => storage))
  for (const storage of storages) {
    const count = landed.filter(closing => closing.storage === storage).length
    if (count > 1 && !hasLaterDeposits) breaches.push(`${count} closes were committed`)
  }
  if (new Set(landed.map(({ id }) => id)).size < landed.length) breaches.push('one closing landed twice')
  // Nobody can prevent what other participants do at the same moment.
  const isByOthers = payments.some(({ requestId }) => requestId === null) || storages.size > 1
  if (isOverpaid && !isByOthers) breaches.push('the session paid out more than was paid in')
  return breaches
}

/** What is untrue about a reported end. */
function falseReports({ id, state, share, error, startedAt, at }: ShownEnd, session: JudgedSession): string[] {
  const paid = session.payments.filter(payment => payment.at >= startedAt && payment.at <= at)
  const asRequested = paid.filter(payment => isPaymentOf(payment, share))
  // A report is repeated, by another client or at the end of a watch, whatever was paid since.
  const firstReportedAt = session.shown.find(each => each.id === id && each.state === state)?.at ?? at
  const asRequestedBefore = asRequested.filter(payment => payment.at <= firstReportedAt)
  switch (state) {
    case 'failed':
    case 'cancelled':
      return [
        ...session.landed.some(landed => landed.id === id) ? [`a closing was reported as ${state}, but it landed`] : [],
        ...session.arrived.includes(id) && asRequestedBefore.length === 1 && isNothingToClose(codeOf(error))
          ? ['a closing found the session closed and failed, but the session was paid as requested']
          : [],
        ...session.agreed.includes(id) && !error.includes('CLOSING_SPLIT_AGREED')
          ? [`a closing was reported as ${state}, but its split is agreed`]
          : [],
      ]
    // A ClearNode books a withdrawal like a payout. Others may have withdrawn one part and closed with the rest.
    case 'closed': return asRequested.length > 0 || textOf(sumOf(paid)) === textOf(allocationsFor(share)) ? [] : ['a closing was reported as closed, but other amounts were paid']
    case 'superseded':
      return [
        ...asRequestedBefore.length > 0 ? ['a closing was reported as superseded, but the session was paid as requested'] : [],
        ...paid.length === 0 ? ['a closing was reported as superseded, but nothing was paid'] : [],
      ]
    case 'overpaid': {
      const isExceeded = session.overpaidSince !== null && session.overpaidSince <= at
      return isExceeded || asRequested.length > 1 ? [] : ['a closing was reported as overpaid, but the session is not overpaid']
    }
    default: return []
  }
}

/** What several payments have paid to each participant in total. */
function sumOf(payments: readonly EmbeddedPayment[]): EmbeddedAmount[] {
  const rows = payments.flatMap(payment => payment.rows)
  const isSame = (row: EmbeddedAmount) => (other: EmbeddedAmount): boolean => row.participant === other.participant && row.asset === other.asset
  return rows.filter((row, index) => rows.findIndex(isSame(row)) === index)
    .map(row => ({ ...row, amount: formatAmount(rows.filter(isSame(row)).reduce((sum, { amount }) => sum + parseAmount(amount, 18), 0n), 18) }))
}

const codeOf = (error: string) => (JSON.parse(error) as NitroliteErrorInfo | null)?.code

const isPaymentOf = ({ by, rows }: EmbeddedPayment, share: string): boolean => by === 'close' && textOf(rows) === textOf(allocationsFor(share))

/** Clients that reported another result of an overpaid session, although they could see the second payment. */
function missedOverpayments({ shown, isOverpaid, overpaidSince }: JudgedSession, { endedAt }: JudgedRun): string[] {
  if (!isOverpaid || overpaidSince === null) return []
  const last = new Map(shown.map(end => [`${end.client} ${end.id}`, end]))
  return [...last.values()]
    .filter(({ state, at, watchedUntil, client }) => {
      const watchEnd = Math.max(at + LEAST_WATCH, watchedUntil ?? at)
      const hasTime = (endedAt.get(client) ?? Infinity) > watchEnd + REPORTING_TIME
      return (state === 'closed' || state === 'superseded') && overpaidSince <= watchEnd && hasTime
    })
    .map(({ state }) => `a closing was reported as ${state}, but the session is overpaid`)
}

/**
 * The reported ends without those that were corrected: a closing that is announced as paid and watched may turn out to be
 * overpaid, and only the later report counts.
 */
function withoutCorrected(shown: readonly ShownEnd[]): readonly ShownEnd[] {
  const overpaidAt = new Map(shown.filter(({ state }) => state === 'overpaid').map(({ id, at }) => [id, at]))
  const isPaid = ({ state }: ShownEnd): boolean => state === 'closed' || state === 'superseded'
  return shown.filter(end => !(isPaid(end) && end.at <= (overpaidAt.get(end.id) ?? -Infinity)))
}

/**
 * The reported ends without those that a later report of another client goes on from: nothing was paid when the first client gave the
 * closing up, and then another closing paid the session, which is what the second client has seen.
 */
function withoutOvertaken(shown: readonly ShownEnd[], payments: readonly EmbeddedPayment[]): readonly ShownEnd[] {
  const isOvertaken = ({ id, client, state, at }: ShownEnd): boolean => (state === 'failed' || state === 'cancelled')
    && payments.every(payment => payment.at > at)
    && shown.some(other => other.id === id && other.client !== client && other.state === 'superseded' && other.at > at)
  return shown.filter(end => !isOvertaken(end))
}

/**
 * The reported ends without `overpaid`, if somebody has deposited what was paid out too much: a client that has looked before the
 * deposit has seen an overpaid session, and one that looks after it does not.
 */
function withoutMadeUp(shown: readonly ShownEnd[], { isOverpaid, overpaidSince }: JudgedSession): readonly ShownEnd[] {
  const isMadeUp = overpaidSince !== null && !isOverpaid
  return isMadeUp ? shown.filter(({ state }) => state !== 'overpaid') : shown
}

/** Closings that were reported with different results. `failed` and `cancelled` are one result: nothing was paid. */
function contradictions(shown: readonly ShownEnd[]): string[] {
  const results = new Map<string, Set<string>>()
  for (const { id, state } of shown) {
    results.set(id, (results.get(id) ?? new Set()).add(state === 'cancelled' ? 'failed' : state))
  }
  return [...results.values()]
    .filter(states => states.size > 1)
    .map(states => `one closing was reported as ${[...states].join(' and as ')}`)
}
