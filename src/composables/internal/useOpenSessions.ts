import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { NitroliteContext } from '../../plugin/context'
import type { UseReadingReturn } from '../types'
import { isReachable } from './isReachable'
import { useClientEvent } from './useClientEvent'
import { useReading } from './useReading'
import { useWatching } from './useWatching'

/**
 * Counts the open sessions of the connected wallet.
 * @param isWanted nothing is read while it is false
 * @returns `count` is null until the node has answered
 */
export function useOpenSessions(
  context: NitroliteContext, isWanted: () => boolean,
): UseReadingReturn & { readonly count: ComputedRef<number | null> } {
  const { client, store } = context
  const count = shallowRef<number | null>(null)
  const subject = computed(() => isWanted() ? store.account : null)

  const { restart, ...reading } = useReading(
    context,
    options => client && subject.value !== null
      ? client.sessions.list({ status: 'open', participant: subject.value }, options)
      : null,
    sessions => { count.value = sessions.length },
  )

  function readIfReachable(): void {
    if (isReachable(store.status)) void reading.refresh()
  }

  if (client) {
    useWatching(client, () => subject.value === null ? null : { status: 'open', participant: subject.value })
    watch([subject, () => isReachable(store.status)], ([next], [previous]) => {
      if (next !== previous) {
        count.value = null
        restart()
      }
      readIfReachable()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'session', readIfReachable)
  }

  return { count: computed(() => count.value), ...reading }
}
