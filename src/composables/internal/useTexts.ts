import { computed, type ComputedRef, hasInjectionContext, inject } from 'vue'
import { contextKey } from '../../plugin/context'
import type { PartialNitroliteTexts } from '../../texts/texts'
import { describeError, type NitroliteErrorInfo } from '../../core/errors/errors'
import type { TranslatedErrors } from '../../core/errors/translation'

/** The texts of the current app, even if the plugin is not installed; null for English. */
export function useTexts(): ComputedRef<PartialNitroliteTexts | null> {
  const context = hasInjectionContext() ? inject(contextKey, null) : null
  return computed(() => context?.texts.value ?? null)
}

/** An error in the language of the app. @param texts null for English, in which every error is made */
export const inTexts = <E extends NitroliteErrorInfo | null>(error: E, texts: TranslatedErrors | null): E | NitroliteErrorInfo =>
  error && texts ? describeError(error, texts) : error

/** Something that may hold an error, with the error in the language of the app. */
export const withErrorInTexts = <T extends { readonly error: NitroliteErrorInfo | null }>(holder: T, texts: TranslatedErrors | null): T =>
  holder.error && texts ? { ...holder, error: inTexts(holder.error, texts) } : holder
