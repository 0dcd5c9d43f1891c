import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import { readSessionId } from '../core/sessions/sessionId'
import type { AppSessionSummary, SessionQuery } from '../core/sessions/types'
import { isReachable } from './internal/isReachable'
import type { UseReadingOptions, UseAppSessionsReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'
import { useWatching } from './internal/useWatching'

/**
 * Reads a list of sessions, and keeps which of them the app works with. The list is read as soon as there is a
 * connection, and again when the node reports a change, when a closing ends and after a reconnect.
 * @param query which sessions; without a participant, the sessions of the connected wallet once there is one
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useAppSessions(
  query: MaybeRefOrGetter<SessionQuery> = {}, options: UseReadingOptions = {},
): UseAppSessionsReturn {
  const context = useNitroliteContext(options.plugin)
  const { client, store, onSessionRead } = context
  /** The sessions of a query; those without a query are in the store. */
  const queried = shallowRef<readonly AppSessionSummary[]>([])
  const isDefault = computed(() => Object.values(toValue(query)).every(value => value === undefined))
  const participant = computed(() => toValue(query).participant ?? store.account)
  /** Which list this is. When it changes, the sessions of the previous list must not be shown. */
  const subject = computed(() => JSON.stringify([participant.value, toValue(query).status ?? null]))

  const { restart, ...reading } = useReading(
    context,
    ({ signal }) => client && participant.value !== null ? client.sessions.list(toValue(query), { signal }) : null,
    answer => {
      if (isDefault.value) store.sessions = answer
      else queried.value = answer
      answer.forEach(onSessionRead)
    },
    options.signal,
  )

  if (client) {
    useWatching(client, () => participant.value !== null ? { ...toValue(query), participant: participant.value } : null, options.signal)
    watch([subject, () => isReachable(store.status)], ([next, canAsk], [previous]) => {
      if (next !== previous) {
        queried.value = []
        restart()
      }
      if (canAsk) void reading.refresh()
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
    sessions: computed(() => isDefault.value ? store.sessions : queried.value),
    activeSessionId: computed(() => store.activeSessionId),
    select: sessionId => { store.activeSessionId = readSessionId(sessionId) ?? sessionId },
    ...reading,
  }
}
