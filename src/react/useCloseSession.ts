import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { ClosingCallbacks } from '../composables/closingCallbacks'
import type { NitroliteClient } from '../core/client/types'
import { isFinal } from '../core/closing/states'
import type { CloseRequest, Closing, ClosingSnapshot, ClosingState, ClosingStep } from '../core/closing/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { Receipt } from '../core/receipts/types'
import { readSessionId } from '../core/sessions/sessionId'
import type { Allocation } from '../core/sessions/types'
import { createClosingStore, NOTHING_SHOWN } from './closingStore'

/** What `useCloseSession` returns. The functions stay the same while the client and the session do. */
export interface UseCloseSessionResult {
  /**
   * Closes the session, or joins the running closing if that asks for the same. The result may be ignored, because the
   * hook shows how the closing proceeds. A caller who awaits it gets the receipt, or an error if it ends in any other way.
   * @throws `NOT_CONNECTED` without a client
   */
  close(allocations: readonly Allocation[], options?: Omit<CloseRequest, 'sessionId' | 'allocations'>): Closing
  /** State of the closing; `idle` while there is none. */
  readonly state: ClosingState | 'idle'
  /** Whether the closing has not ended yet; also true while its outcome is unknown. */
  readonly isClosing: boolean
  /** Steps that a person can follow; empty while there is no closing. */
  readonly steps: readonly ClosingStep[]
  /** Why the closing failed or cannot continue, or why a different one was refused while this one runs; otherwise null. */
  readonly error: NitroliteErrorInfo | null
  readonly receipt: Receipt | null
  /** Everything else that is known about the closing, for example `recovery` and `watchedUntil`; null while there is none. */
  readonly snapshot: ClosingSnapshot | null
  /** Gives the closing up, if nothing was sent yet, or if the node has refused everything that was sent. @returns whether that was still possible */
  cancel(): boolean
  /** Continues a closing that waits for the wallet. @returns whether there was anything to continue, as `Closing.resume` */
  resume(): boolean
  /** Shows nothing again, if the closing has ended. */
  reset(): void
}

/**
 * Closes a session and shows how the closing proceeds, like the composable of the same name. A closing of the session that
 * is already running is shown too. When the component goes away, the closing continues.
 *
 * @param client a client, made once outside of components; null while there is none, and on a server
 * @param sessionId the session; nothing is shown while it is empty
 * @param callbacks called once for every closing that the hook started or shows, see `ClosingCallbacks`
 * @example
 * const { close, state, error } = useCloseSession(client, sessionId, { onClosed: receipt => save(receipt) })
 */
export function useCloseSession(
  client: NitroliteClient | null, sessionId: string | null | undefined, callbacks: ClosingCallbacks = {},
): UseCloseSessionResult {
  const latest = useRef(callbacks)
  // The events of the client have the id as the nodes write it.
  const id = readSessionId(sessionId) ?? sessionId ?? ''
  const store = useMemo(() => createClosingStore(client, id, () => latest.current), [client, id])
  const { snapshot, refusal } = useSyncExternalStore(store.subscribe, store.getSnapshot, () => NOTHING_SHOWN)
  const actions = useMemo(() => ({
    close: (allocations: readonly Allocation[], options = {}) => store.close(allocations, options),
    cancel: () => store.closing?.cancel() ?? false,
    resume: () => store.closing?.resume() ?? false,
    reset: () => { store.reset() },
  }), [store])

  useEffect(() => { latest.current = callbacks })

  return {
    ...actions,
    state: snapshot?.state ?? 'idle',
    isClosing: snapshot !== null && !isFinal(snapshot.state),
    steps: snapshot?.steps ?? [],
    error: refusal ?? snapshot?.error ?? null,
    receipt: snapshot?.receipt ?? null,
    snapshot,
  }
}
