import { ALICE, BOB, split } from '../helpers/flow'
import type { RunResult } from './world'

const SHARES: Readonly<Record<string, string>> = { '0.7': '0.3', '0.2': '0.8', '1': '0' }

/** The split that gives Alice this share. */
export const asked = (share: string) => split([ALICE, share], [BOB, SHARES[share] ?? '0'])

/** Rows in which somebody gets something, in one form for every node. */
const describe = (rows: readonly { readonly participant: string, readonly asset: string, readonly amount: string }[]): string =>
  rows.filter(({ amount }) => amount !== '0').map(row => `${row.participant.toLowerCase()} ${row.asset} ${row.amount}`).sort().join(', ')

/** What a run did that must never happen; empty where all is well. */
export function findBreaches(result: RunResult): string[] {
  const { shown, landed, payouts, agreed } = result
  const breaches: string[] = []
  if (result.closes > 1) breaches.push(`${result.closes} closings were booked`)
  if (result.overpaid && result.closesElsewhere === 0) breaches.push('more was paid than was paid in')
  if (!result.isDone) breaches.push('a closing did not come to its end')
  if (result.isDone && result.left > 0) breaches.push('a record was left in the journal')
  // A closing that was announced as closed is corrected when a second payment is found while it is watched.
  const corrected = new Set(shown.filter(({ state }) => state === 'overpaid').map(({ id }) => id))
  for (const { id, state, share, error } of shown) {
    if ((state === 'failed' || state === 'cancelled') && landed.includes(id)) breaches.push(`${state}, but it landed`)
    if ((state === 'failed' || state === 'cancelled') && agreed.includes(id) && !error.includes('CLOSING_SPLIT_AGREED')) {
      breaches.push(`${state}, but its split is agreed`)
    }
    if (state === 'closed' && !corrected.has(id) && describe(payouts) !== describe(asked(share))) breaches.push('closed, but something else was paid')
    if (state === 'overpaid' && !result.overpaid) breaches.push('called overpaid, but it was not')
  }
  for (const id of landed) {
    const isKnown = [...shown, ...result.kept].some(each => each.id === id && each.state !== 'failed' && each.state !== 'cancelled')
    if (result.isDone && !isKnown) breaches.push('a closing that landed was lost sight of')
  }
  const said = new Map<string, Set<string>>()
  for (const { id, state } of shown) said.set(id, (said.get(id) ?? new Set()).add(state === 'cancelled' ? 'failed' : state === 'closed' && corrected.has(id) ? 'overpaid' : state))
  for (const states of said.values()) if (states.size > 1) breaches.push(`one closing ended as ${[...states].join(' and as ')}`)
  return breaches
}
