import { computed, shallowRef, watch } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import type { AppSession } from '../core/sessions/types'
import { isReachable } from './internal/isReachable'
import type { UseReadingOptions, SessionIdInput, UseAppSessionReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'
import { useSessionId } from './internal/useSessionId'
import { useWatching } from './internal/useWatching'

/**
 * Reads one session with its current allocations: as soon as there is a connection, and again when the node reports a
 * change, when a closing of the session ends and after a reconnect.
 * @param id the session; nothing is read while it is empty
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useAppSession(id: SessionIdInput, options: UseReadingOptions = {}): UseAppSessionReturn {
  const context = useNitroliteContext(options.plugin)
  const { client, store, onSessionRead } = context
  const session = shallowRef<AppSession | null>(null)
  const sessionId = useSessionId(id)

  const { restart, ...reading } = useReading(
    context,
    ({ signal }) => client && sessionId.value !== null ? client.sessions.get(sessionId.value, { signal }) : null,
    answer => {
      session.value = answer
      onSessionRead(answer)
    },
    options.signal,
  )

  if (client) {
    useWatching(client, () => sessionId.value, options.signal)
    watch([sessionId, () => isReachable(store.status)], ([next, canAsk], [previous]) => {
      if (next !== previous) {
        session.value = null
        restart()
      }
      if (canAsk) void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'session', changedId => {
      if (changedId === sessionId.value) rereadIfReachable()
    })
    useClientEvent(context, 'closing', closing => {
      if (closing.sessionId === sessionId.value && isFinal(closing.state)) rereadIfReachable()
    })
  }

  function rereadIfReachable(): void {
    if (isReachable(store.status)) void reading.refresh()
  }

  return { session: computed(() => session.value), ...reading }
}
