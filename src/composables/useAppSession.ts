import { computed, shallowRef, toValue, watch } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import type { AppSession } from '../core/sessions/types'
import type { NitrolitePlugin } from '../plugin/createNitrolite'
import { isReachable } from './internal/isReachable'
import type { SessionIdInput, UseAppSessionReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'
import { useWatching } from './internal/useWatching'

/**
 * One session with its current allocations. It is read as soon as the node can be asked, and again when the node
 * tells of a change, when a closing of it ends and after a reconnect.
 * @param id the session; nothing is read while it is empty
 * @param nitrolite the installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useAppSession(id: SessionIdInput, nitrolite?: NitrolitePlugin): UseAppSessionReturn {
  const context = useNitroliteContext(nitrolite)
  const { client, store, sessionRead } = context
  const session = shallowRef<AppSession | null>(null)
  const sessionId = computed(() => toValue(id) || null)

  const { restart, ...reading } = useReading(
    () => client && sessionId.value !== null ? client.sessions.get(sessionId.value) : null,
    answer => {
      session.value = answer
      sessionRead(answer)
    },
  )

  if (client) {
    useWatching(client, () => sessionId.value)
    watch([sessionId, () => isReachable(store.status)], ([next, reachable], [previous]) => {
      if (next !== previous) {
        session.value = null
        restart()
      }
      if (reachable) void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'session', changed => {
      if (changed === sessionId.value) rereadIfReachable()
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
