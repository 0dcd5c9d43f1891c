import type { EmbeddedAmount, Judgement } from '../../src/testing'
import { allocationsFor } from './shares'

/** A final state of a closing, as a client reported it. */
export interface ShownEnd {
  readonly id: string
  readonly state: string
  /** What Alice was to receive of 1 usdc. */
  readonly share: string
  /** Unix milliseconds, in virtual time. */
  readonly at: number
  /** The error of the closing as JSON. */
  readonly error: string
}

/** What the judge needs to know about a run. */
export interface JudgedRun extends Judgement {
  /** Whether every closing has reached a final state. */
  readonly isDone: boolean
  /** Closings in the history. */
  readonly kept: readonly { readonly id: string, readonly state: string }[]
  /** Number of records that are still in the journal. */
  readonly left: number
  /** Every final state that a client reported. */
  readonly shown: readonly ShownEnd[]
  /** Ids of the closings whose close was committed. */
  readonly landed: readonly string[]
  /** Id of the closing whose split is agreed, if nobody has changed the session since. */
  readonly agreed: readonly string[]
}

/** Rows above zero as one text, the same for every kind of node. */
const textOf = (rows: readonly EmbeddedAmount[]): string => rows
  .filter(({ amount }) => amount !== '0')
  .map(row => `${row.participant.toLowerCase()} ${row.asset} ${row.amount}`)
  .sort().join(', ')

/** Lists everything in a run that must never happen. An empty list means that the run is correct. */
export function findBreaches(run: JudgedRun): string[] {
  const { shown, landed, payouts, agreed } = run
  const breaches: string[] = []
  if (run.closes > 1) breaches.push(`${run.closes} closes were committed`)
  if (run.isOverpaid && run.closesByOthers === 0) breaches.push('the session paid out more than was paid in')
  if (!run.isDone) breaches.push('a closing never reached a final state')
  if (run.isDone && run.left > 0) breaches.push('a record was left in the journal')
  for (const { id, state, share, error } of withoutCorrected(shown)) {
    const isWithoutEffect = state === 'failed' || state === 'cancelled'
    if (isWithoutEffect && landed.includes(id)) breaches.push(`a closing was reported as ${state}, but it landed`)
    if (isWithoutEffect && agreed.includes(id) && !error.includes('CLOSING_SPLIT_AGREED')) {
      breaches.push(`a closing was reported as ${state}, but its split is agreed`)
    }
    if (state === 'closed' && textOf(payouts) !== textOf(allocationsFor(share))) {
      breaches.push('a closing was reported as closed, but other amounts were paid')
    }
    if (state === 'overpaid' && !run.isOverpaid) breaches.push('a closing was reported as overpaid, but the session is not overpaid')
  }
  for (const id of landed) {
    const isKnown = [...shown, ...run.kept].some(closing =>
      closing.id === id && closing.state !== 'failed' && closing.state !== 'cancelled')
    if (run.isDone && !isKnown) breaches.push('a closing landed, but no client and no history knows it')
  }
  return [...breaches, ...contradictions(withoutCorrected(shown))]
}

/**
 * The reported ends without those that were corrected: a closing that is announced as closed and watched may turn out to be
 * overpaid, and only the later report counts.
 */
function withoutCorrected(shown: readonly ShownEnd[]): readonly ShownEnd[] {
  const overpaidAt = new Map(shown.filter(({ state }) => state === 'overpaid').map(({ id, at }) => [id, at]))
  const isCorrected = ({ id, state, at }: ShownEnd): boolean => state === 'closed' && at <= (overpaidAt.get(id) ?? -Infinity)
  return shown.filter(end => !isCorrected(end))
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
