import type { Allocation } from '../../../core/sessions/types'
import { isSameAccount } from './addresses'

/** Whether both pay everybody the same canonical amounts, in any order. Rows that are left out count as zero. */
export function isSameSplit(one: readonly Allocation[], other: readonly Allocation[]): boolean {
  const isIn = (rows: readonly Allocation[]) => ({ participant, asset, amount }: Allocation): boolean =>
    (rows.find(row => row.asset === asset && isSameAccount(row.participant, participant))?.amount ?? '0') === amount
  return one.every(isIn(other)) && other.every(isIn(one))
}
