import type { ClosingSnapshot } from '../core/closing/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { Receipt } from '../core/receipts/types'

/**
 * Callbacks for the end of a closing. Each is called once for every closing that the composable started or shows, while
 * its scope lives: also for one that was resumed after a reload, that another component started or that another tab
 * works on. Two components that show the same closing are both called. A closing that had ended before the composable
 * saw it calls nothing, and neither does one that it did not start and no longer shows.
 *
 * The refs already have the new values when a callback runs.
 */
export interface ClosingCallbacks {
  /** The session was closed and paid exactly as requested. */
  readonly onClosed?: ((receipt: Receipt) => void) | undefined
  /**
   * The closing ended in another way than requested. `snapshot.state` says how, and `snapshot.receipt` shows what was paid:
   * - `failed`: nothing was paid. Only after `archive` nobody knows whether something was
   * - `superseded`: other allocations were paid
   * - `overpaid`: more was paid out than was paid in
   *
   * Also called when `close` is refused at once, for example because a different closing of the session is running.
   *
   * A paid closing that still has `watchedUntil` can turn out to be `overpaid`: `onFailed` is called for that as well,
   * also after `onClosed`.
   */
  readonly onFailed?: ((error: NitroliteErrorInfo, snapshot: ClosingSnapshot) => void) | undefined
  /**
   * The closing was given up before anything could be paid, or between its two steps; `snapshot.error` then has the code
   * `CLOSING_SPLIT_AGREED`.
   */
  readonly onCancelled?: ((snapshot: ClosingSnapshot) => void) | undefined
}
