import { computed, shallowRef } from 'vue'
import { isFinal } from '../core/closing/states'
import { useNitroliteContext } from '../plugin/context'
import { withErrorInTexts } from './internal/useTexts'
import type { NitroliteComposableOptions, UseMissedClosingsReturn } from './types'

/**
 * Lists closings that finished while the page was closed, or in another tab, until the person has seen them.
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useMissedClosings(options: NitroliteComposableOptions = {}): UseMissedClosingsReturn {
  const { store, texts } = useNitroliteContext(options.plugin)
  const dismissed = shallowRef<ReadonlySet<string>>(new Set())
  return {
    closings: computed(() => store.closings
      .filter(({ id, isResumed, state }) => isResumed && isFinal(state) && !dismissed.value.has(id))
      .map(closing => withErrorInTexts(closing, texts.value))),
    dismiss() {
      dismissed.value = new Set(store.closings.map(({ id }) => id))
    },
  }
}
