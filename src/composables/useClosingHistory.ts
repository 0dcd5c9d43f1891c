import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { isFinal } from '../core/closing/states'
import { NitroliteError } from '../core/errors/errors'
import { historyToCsv, historyToJson } from '../core/history/exports'
import type { HistoryEntry, HistoryQuery } from '../core/history/types'
import { useNitroliteContext } from '../plugin/context'
import { withErrorInTexts } from './internal/useTexts'
import { useClientEvent } from './internal/useClientEvent'
import { useReading } from './internal/useReading'
import type { UseReadingOptions, UseClosingHistoryReturn } from './types'

const MEDIA_TYPES = { csv: 'text/csv;charset=utf-8', json: 'application/json' } as const

/**
 * Reads the ended closings of this node, with those of earlier pages and other tabs: at once, and again whenever a
 * closing ends.
 * @param query which closings; without one the latest 100, which are in the store as well
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useClosingHistory(
  query: MaybeRefOrGetter<HistoryQuery> = {}, options: UseReadingOptions = {},
): UseClosingHistoryReturn {
  const context = useNitroliteContext(options.plugin)
  const { client, store, texts } = context
  /** The entries of a query; those without a query are in the store. */
  const queried = shallowRef<readonly HistoryEntry[]>([])
  const isDefault = computed(() => Object.values(toValue(query)).every(value => value === undefined))

  const { restart, ...reading } = useReading(
    context,
    ({ signal }) => client?.closings.history(toValue(query), { signal }) ?? null,
    answer => {
      if (isDefault.value) store.history = answer
      else queried.value = answer
    },
    options.signal,
  )

  if (client) {
    watch(() => JSON.stringify(toValue(query)), () => {
      restart()
      void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'history', () => { void reading.refresh() })
    // A closing that ended in another tab was written to the history by that tab, so this client has no `history` event.
    useClientEvent(context, 'closing', ({ state, isElsewhere }) => {
      if (isElsewhere && isFinal(state)) void reading.refresh()
    })
  }

  return {
    entries: computed(() => {
      const entries = isDefault.value ? store.history : queried.value
      return texts.value ? entries.map(entry => withErrorInTexts(entry, texts.value)) : entries
    }),
    async exportFile(format, callOptions) {
      if (!client) throw new NitroliteError('NOT_CONNECTED')
      const entries = await client.closings.history({ ...toValue(query), skip: 0, limit: Infinity }, callOptions)
      const text = format === 'csv' ? historyToCsv(entries) : historyToJson(entries)
      return new File([text], `closings.${format}`, { type: MEDIA_TYPES[format] })
    },
    ...reading,
  }
}
