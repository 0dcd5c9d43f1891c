import { computed, inject, provide, toValue, type ComputedRef, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { useTexts } from '../../composables/internal/useTexts'
import { englishTogether } from '../../texts/englishTogether'
import type { TogetherLabelOverrides, TogetherLabels } from '../../texts/togetherLabels'

const labelsKey: InjectionKey<ComputedRef<TogetherLabels>> = Symbol('vue-nitrolite labels of signing together')

/** Labels, with other labels in place of those that these replace. */
const mergeLabels = (labels: TogetherLabels, replaced: TogetherLabelOverrides = {}): TogetherLabels => ({
  ...labels,
  ...replaced,
  declinedBecause: { ...labels.declinedBecause, ...replaced.declinedBecause },
  declineReasons: { ...labels.declineReasons, ...replaced.declineReasons },
  outcomeTitle: { ...labels.outcomeTitle, ...replaced.outcomeTitle },
  outcomeText: { ...labels.outcomeText, ...replaced.outcomeText },
})

/**
 * Provides the labels of signing together to the parts of a component: those of the app's language, or else English ones.
 * @param overrides replace any of them
 */
export function provideTogetherLabels(overrides: MaybeRefOrGetter<TogetherLabelOverrides | undefined>): ComputedRef<TogetherLabels> {
  const texts = useTexts()
  const labels = computed(() => mergeLabels(mergeLabels(englishTogether, texts.value?.together), toValue(overrides)))
  provide(labelsKey, labels)
  return labels
}

/** The labels of the component around; English ones where a part stands alone. */
export function useTogetherLabels(): ComputedRef<TogetherLabels> {
  return inject(labelsKey, () => computed(() => englishTogether), true)
}
