import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { regionalTag } from '../../core/language/language'
import { numberStyleOf, type NumberStyle } from '../../core/sessions/numberStyle'
import { useTexts } from './useTexts'

/** Languages of the browser, the preferred one first; none on a server, which must not decide for the people it renders for. */
const browserLanguages = (): readonly string[] => typeof window === 'undefined' ? [] : window.navigator.languages ?? []

/** Language of the browser; null on a server. */
const browserLocale = (): string | null => typeof window === 'undefined' ? null : window.navigator.language

/**
 * By which language numbers and times are written.
 * @param locale a language tag. @default the language of the texts, as it is written in the region of the browser; with the
 * built-in texts the language of the browser, or null on a server
 */
export function useLocale(locale?: MaybeRefOrGetter<string | undefined>): ComputedRef<string | null> {
  const texts = useTexts()
  return computed(() => {
    const { language } = texts.value ?? {}
    return toValue(locale) ?? (language === undefined ? browserLocale() : regionalTag(language, browserLanguages()))
  })
}

/** How numbers are written in a language. @param locale as in `useLocale` */
export function useNumberStyle(locale?: MaybeRefOrGetter<string | undefined>): ComputedRef<NumberStyle | null> {
  const tag = useLocale(locale)
  return computed(() => tag.value === null ? null : numberStyleOf(tag.value))
}
