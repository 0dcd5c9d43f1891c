import { watch, type ComputedRef } from 'vue'
import type { UseCloseSessionReturn } from '../../composables/types'
import type { ClosingState, Receipt } from '../../core/closing/types'
import type { NitroliteErrorInfo } from '../../core/errors/errors'

/** What to call when a closing ends. */
export interface ClosingListeners {
  closed(receipt: Receipt): void
  failed(error: NitroliteErrorInfo): void
  cancelled(): void
}

const UNDER_WAY: readonly (ClosingState | 'idle')[] = ['planning', 'signing', 'submitting', 'confirming', 'agreed']

/** Tells once how each closing that was seen under way ended; one that had ended before is no news. */
export function useClosingEvents(
  sessionId: ComputedRef<string | null>,
  closing: UseCloseSessionReturn,
  listeners: ClosingListeners,
): void {
  watch([closing.state, sessionId], ([state, id], [before, idBefore]) => {
    // One that is refused at once was never under way.
    const isNews = UNDER_WAY.includes(before) || (before === 'idle' && state === 'failed')
    if (id !== idBefore || !isNews) return
    const { receipt: { value: receipt }, error: { value: error } } = closing
    if (state === 'closed' && receipt) listeners.closed(receipt)
    else if (state === 'cancelled') listeners.cancelled()
    else if (!UNDER_WAY.includes(state) && error) listeners.failed(error)
  }, { flush: 'sync' })
}
