import type { ClosingCallbacks } from '../composables/closingCallbacks'
import { createEndReporter } from '../composables/internal/endReporter'
import type { NitroliteClient } from '../core/client/types'
import { isFinal } from '../core/closing/states'
import type { CloseRequest, Closing, ClosingSnapshot } from '../core/closing/types'
import { NitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import type { Allocation } from '../core/sessions/types'
import type { Unsubscribe } from '../core/types'

/** What a hook shows: a new object with every change, so that React can compare it. */
export interface ShownClosing {
  readonly snapshot: ClosingSnapshot | null
  /** Why a different closing was refused while one is running. */
  readonly refusal: NitroliteErrorInfo | null
}

export const NOTHING_SHOWN: ShownClosing = { snapshot: null, refusal: null }

/** The closing of one session as an external store of React. */
export interface ClosingStore {
  subscribe(listener: () => void): Unsubscribe
  getSnapshot(): ShownClosing
  /** The closing that is shown; null while there is none. */
  readonly closing: Closing | null
  close(allocations: readonly Allocation[], options: Omit<CloseRequest, 'sessionId' | 'allocations'>): Closing
  reset(): void
}

const ignore = (): void => {}

/** Whether to show a closing that this store did not start: it is running, or it has closed the session. */
const isWorthShowing = ({ state, receipt }: Closing): boolean => !isFinal(state) || receipt !== null

/**
 * Makes the store of one session.
 * @param callbacks the callbacks of the last rendering
 */
export function createClosingStore(
  client: NitroliteClient | null, sessionId: string, callbacks: () => ClosingCallbacks,
): ClosingStore {
  const ends = createEndReporter({
    onClosed: receipt => callbacks().onClosed?.(receipt),
    onFailed: (error, snapshot) => callbacks().onFailed?.(error, snapshot),
    onCancelled: snapshot => callbacks().onCancelled?.(snapshot),
  }, error => error)
  const listeners = new Set<() => void>()
  let current: Closing | null = null
  let shown = NOTHING_SHOWN
  let stop = ignore

  const isRunning = (): boolean => shown.snapshot !== null && !isFinal(shown.snapshot.state)

  function change(next: ShownClosing): void {
    if (next.snapshot === shown.snapshot && next.refusal === shown.refusal) return
    shown = next
    for (const listener of [...listeners]) listener()
  }

  function show(closing: Closing | null): void {
    if (current && current !== closing) ends.onHidden(current.id)
    current = closing
    const snapshot = closing?.snapshot() ?? null
    if (snapshot) ends.onShown(snapshot)
    change({ snapshot, refusal: null })
  }

  function takeSnapshot(snapshot: ClosingSnapshot): void {
    if (shown.snapshot) ends.onJoined(shown.snapshot.id, snapshot.id)
    change({ snapshot, refusal: isFinal(snapshot.state) ? null : shown.refusal })
    ends.onChange(snapshot)
  }

  function join(): void {
    const closing = client?.closings.get(sessionId)
    if (closing && closing.id !== current?.id && isWorthShowing(closing) && !isRunning()) show(closing)
  }

  function onClosingEvent(changed: ClosingSnapshot): void {
    if (changed.id === current?.id) {
      takeSnapshot(changed)
      return
    }
    ends.onChange(changed)
    if (changed.sessionId === sessionId && !isFinal(changed.state)) join()
  }

  /** Catches up with what has happened while React was not subscribed. */
  function start(): void {
    stop = client?.on('closing', onClosingEvent) ?? ignore
    if (current) takeSnapshot(current.snapshot())
    join()
  }

  join()

  return {
    subscribe(listener) {
      if (listeners.size === 0) start()
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    getSnapshot: () => shown,
    get closing() { return current },
    close(allocations, options) {
      if (!client) throw new NitroliteError('NOT_CONNECTED')
      const closing = client.close({ ...options, sessionId, allocations })
      // A caller that ignores the closing sees its end in the hook; it must not become an unhandled rejection.
      closing.then(ignore, ignore)
      if (closing.id === current?.id) change({ ...shown, refusal: null })
      else if (isRunning()) change({ ...shown, refusal: closing.error })
      else show(closing)
      ends.onStarted(closing.snapshot())
      return closing
    },
    reset() {
      if (isRunning()) change({ ...shown, refusal: null })
      else show(null)
    },
  }
}
