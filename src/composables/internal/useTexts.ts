import { computed, hasInjectionContext, inject, type ComputedRef } from 'vue'
import { contextKey } from '../../plugin/context'
import type { PartialNitroliteTexts } from '../../texts/texts'

/** The texts of the current app, also where the plugin is not installed; null for English. */
export function useTexts(): ComputedRef<PartialNitroliteTexts | null> {
  const context = hasInjectionContext() ? inject(contextKey, null) : null
  return computed(() => context?.texts.value ?? null)
}
