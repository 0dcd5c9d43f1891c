import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { numberStyleOf, type NumberStyle } from '../../core/sessions/numberStyle'

/** Language of the browser; null on a server, which must not decide for the people it renders for. */
const browserLocale = (): string | null => typeof window === 'undefined' ? null : window.navigator.language

/** How numbers are written in a language. @param locale a language tag. @default the language of the browser */
export function useNumberStyle(locale?: MaybeRefOrGetter<string | undefined>): ComputedRef<NumberStyle | null> {
  return computed(() => {
    const tag = toValue(locale) ?? browserLocale()
    return tag === null ? null : numberStyleOf(tag)
  })
}
