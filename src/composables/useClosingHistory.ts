import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useNitroliteContext } from '../plugin/context'
import { isFinal } from '../core/closing/states'
import { NitroliteError } from '../core/errors/errors'
import type { HistoryQuery } from '../core/history/types'
import type { NitrolitePlugin } from '../plugin/createNitrolite'
import type { UseClosingHistoryReturn } from './types'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'

const TYPES = { csv: 'text/csv;charset=utf-8', json: 'application/json' }

/**
 * Ended closings of this node, of earlier pages and other tabs too. Read at once, and again whenever one ends.
 * @param query which of them; without one the latest 100, which are in the store too
 * @param nitrolite the installed plugin, for use outside of components
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useClosingHistory(
  query: MaybeRefOrGetter<HistoryQuery> = {}, nitrolite?: NitrolitePlugin,
): UseClosingHistoryReturn {
  const context = useNitroliteContext(nitrolite)
  const { client, store } = context
  const own = shallowRef<UseClosingHistoryReturn['entries']['value']>([])
  const isDefault = computed(() => Object.values(toValue(query)).every(each => each === undefined))
  const dismissed = shallowRef<readonly string[]>([])

  const { restart, ...reading } = useReading(
    () => client?.closings.history(toValue(query)) ?? null,
    answer => {
      if (isDefault.value) store.history = answer
      else own.value = answer
    },
  )

  if (client) {
    watch(() => JSON.stringify(toValue(query)), () => {
      restart()
      void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'history', () => { void reading.refresh() })
    // One that ended in another tab is written there.
    useClientEvent(context, 'closing', ({ state, isElsewhere }) => {
      if (isElsewhere && isFinal(state)) void reading.refresh()
    })
  }

  return {
    entries: computed(() => isDefault.value ? store.history : own.value),
    whileAway: computed(() => store.closings.filter(({ id, isResumed, state }) =>
      isResumed && isFinal(state) && !dismissed.value.includes(id))),
    dismiss() {
      dismissed.value = store.closings.map(({ id }) => id)
    },
    async toFile(format) {
      if (!client) throw new NitroliteError('NOT_CONNECTED')
      const entries = await client.closings.history({ ...toValue(query), skip: 0, limit: Infinity })
      const { historyToCsv, historyToJson } = await import('../core/history/exports')
      const text = format === 'csv' ? historyToCsv(entries) : historyToJson(entries)
      return new File([text], `closings.${format}`, { type: TYPES[format] })
    },
    ...reading,
  }
}
