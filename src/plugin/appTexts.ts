import { computed, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import { toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import { loadPart } from '../core/errors/loadPart'
import type { Unsubscribe } from '../core/types'
import type { PartialNitroliteTexts } from '../texts/texts'

/** The option `texts`: texts, or a promise of them, for example of `loadTexts`. Null for English. */
export type TextsOption = MaybeRefOrGetter<PartialNitroliteTexts | Promise<PartialNitroliteTexts> | null | undefined>

/** The texts of an app; null for English. */
export type AppTexts = Readonly<Ref<PartialNitroliteTexts | null>>

/** Also recognises the promises of another realm. */
const isPromise = <T extends object | null | undefined>(given: T | Promise<PartialNitroliteTexts>): given is Promise<PartialNitroliteTexts> =>
  typeof given === 'object' && given !== null && 'then' in given

/** The texts on a server, which renders at once. A promise is not waited for: English is shown. */
export const serverTexts = (option: TextsOption): AppTexts => computed(() => {
  const given = toValue(option)
  return isPromise(given) ? null : given ?? null
})

/**
 * Follows the texts in a browser. Until a promise is settled, and after it was rejected, the texts before it stay.
 * @param onFailed gets `PAGE_OUTDATED`
 */
export function followTexts(
  option: TextsOption, onFailed: (error: NitroliteErrorInfo) => void,
): { readonly texts: AppTexts, readonly stop: Unsubscribe } {
  const texts = shallowRef<PartialNitroliteTexts | null>(null)

  async function load(given: Promise<PartialNitroliteTexts>, isWanted: () => boolean): Promise<void> {
    try {
      const loaded = await loadPart(() => given)
      if (isWanted()) texts.value = loaded
    }
    catch (thrown) {
      if (isWanted()) onFailed(toNitroliteError(thrown, 'PAGE_OUTDATED').info)
    }
  }

  // A promise as the result of a watch source would be awaited by Vue, which reports its rejection as unhandled.
  const given = computed(() => toValue(option))
  const stop = watch(given, (next, _, onCleanup) => {
    let isWanted = true
    onCleanup(() => { isWanted = false })
    if (isPromise(next)) void load(next, () => isWanted)
    else texts.value = next ?? null
  }, { immediate: true, flush: 'sync' })

  return { texts, stop }
}
