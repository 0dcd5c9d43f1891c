import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import type { AppSessionSummary, SessionQuery } from '../core/sessions/types'
import type { NitrolitePlugin } from '../plugin/createNitrolite'
import { isReachable } from './internal/isReachable'
import type { UseAppSessionsReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'
import { useWatching } from './internal/useWatching'

/**
 * A list of sessions, and which of them the app works with. It is read as soon as the node can be asked, and
 * again when the node tells of a change, when a closing ends and after a reconnect.
 * @param query which sessions; without a participant those of the connected wallet, once there is one
 * @param nitrolite the installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useAppSessions(
  query: MaybeRefOrGetter<SessionQuery> = {}, nitrolite?: NitrolitePlugin,
): UseAppSessionsReturn {
  const context = useNitroliteContext(nitrolite)
  const { client, store, sessionRead } = context
  const own = shallowRef<readonly AppSessionSummary[]>([])
  const isDefault = computed(() => Object.values(toValue(query)).every(each => each === undefined))
  const participant = computed(() => toValue(query).participant ?? store.account)
  /** What the list is of; another one must not show the sessions of this one. */
  const subject = computed(() => JSON.stringify([participant.value, toValue(query).status ?? null]))

  const { restart, ...reading } = useReading(
    () => client && participant.value !== null ? client.sessions.list(toValue(query)) : null,
    answer => {
      if (isDefault.value) store.sessions = answer
      else own.value = answer
      answer.forEach(sessionRead)
    },
  )

  if (client) {
    useWatching(client, () => participant.value !== null ? { ...toValue(query), participant: participant.value } : null)
    watch([subject, () => isReachable(store.status)], ([next, reachable], [previous]) => {
      if (next !== previous) {
        own.value = []
        restart()
      }
      if (reachable) void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'session', rereadIfReachable)
    useClientEvent(context, 'closing', ({ state }) => {
      if (isFinal(state)) rereadIfReachable()
    })
  }

  function rereadIfReachable(): void {
    if (isReachable(store.status)) void reading.refresh()
  }

  return {
    sessions: computed(() => isDefault.value ? store.sessions : own.value),
    activeSessionId: computed(() => store.activeSessionId),
    select: sessionId => { store.activeSessionId = sessionId },
    ...reading,
  }
}
