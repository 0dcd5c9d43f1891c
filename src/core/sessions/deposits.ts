import { addAmounts, negated } from './amounts'
import type { Allocation, SessionLedger } from './types'

/**
 * What each participant has paid into a session and not taken out again, by participant and asset.
 * @returns amounts below zero for participants who have taken out more than they paid in; null if the node does not say who paid in
 */
export function remainingDeposits({ deposits, payouts }: Pick<SessionLedger, 'deposits' | 'payouts'>): readonly Allocation[] | null {
  if (deposits === null) return null
  const sums = new Map<string, Allocation>()
  const add = ({ participant, asset }: Allocation, amount: string): void => {
    const key = JSON.stringify([participant.toLowerCase(), asset])
    const present = sums.get(key)
    sums.set(key, { participant: present?.participant ?? participant, asset, amount: addAmounts([present?.amount ?? '0', amount]) })
  }
  for (const row of deposits) add(row, row.amount)
  for (const row of payouts) add(row, negated(row.amount))
  return [...sums.values()].filter(({ amount }) => amount !== '0')
}
