import { watch } from 'vue'
import type { UseAllocationsReturn } from '../../composables/types'
import type { Allocation } from '../../core/sessions/types'

const isSame = (one: readonly Allocation[], other: readonly Allocation[]): boolean =>
  one.length === other.length && one.every(({ participant, asset, amount }, index) => {
    const row = other[index]
    return row?.participant === participant && row.asset === asset && row.amount === amount
  })

/** Calls back whenever the matrix that the fields stand for has other rows or amounts than before. */
export function useAllocationEvents(
  { allocations }: UseAllocationsReturn, onChange: (allocations: readonly Allocation[]) => void,
): void {
  watch(allocations, (next, previous) => {
    if (!isSame(next, previous)) onChange(next)
  }, { flush: 'sync' })
}
