import { computed, inject, provide, toValue, type ComputedRef, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { englishLabels } from './english'
import type { SessionCloserLabelOverrides, SessionCloserLabels } from './labels'

const labelsKey: InjectionKey<ComputedRef<SessionCloserLabels>> = Symbol('vue-nitrolite labels')

/** The English texts with those of the app in their place. */
export function mergeLabels(overrides: SessionCloserLabelOverrides | undefined): SessionCloserLabels {
  return {
    ...englishLabels,
    ...overrides,
    disabledReasons: { ...englishLabels.disabledReasons, ...overrides?.disabledReasons },
    steps: { ...englishLabels.steps, ...overrides?.steps },
    stepStatus: { ...englishLabels.stepStatus, ...overrides?.stepStatus },
  }
}

/** Offers the merged texts to the parts below. */
export function provideLabels(
  overrides: MaybeRefOrGetter<SessionCloserLabelOverrides | undefined>,
): ComputedRef<SessionCloserLabels> {
  const labels = computed(() => mergeLabels(toValue(overrides)))
  provide(labelsKey, labels)
  return labels
}

/** The texts that apply; English where a part stands alone. */
export function useLabels(): ComputedRef<SessionCloserLabels> {
  return inject(labelsKey, () => computed(() => englishLabels), true)
}
