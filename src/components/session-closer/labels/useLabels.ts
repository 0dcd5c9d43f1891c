import { computed, inject, provide, toValue, type ComputedRef, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { englishLabels } from './english'
import type { SessionCloserLabelOverrides, SessionCloserLabels } from './labels'

const labelsKey: InjectionKey<ComputedRef<SessionCloserLabels>> = Symbol('vue-nitrolite labels')

/** The English texts, with the app's texts in place of those that it replaces. */
function mergeLabels(overrides: SessionCloserLabelOverrides = {}): SessionCloserLabels {
  return {
    ...englishLabels,
    ...overrides,
    agreeSteps: { ...englishLabels.agreeSteps, ...overrides.agreeSteps },
    disabledReasons: { ...englishLabels.disabledReasons, ...overrides.disabledReasons },
    progress: { ...englishLabels.progress, ...overrides.progress },
    resultText: { ...englishLabels.resultText, ...overrides.resultText },
    resultTitle: { ...englishLabels.resultTitle, ...overrides.resultTitle },
    stepStatus: { ...englishLabels.stepStatus, ...overrides.stepStatus },
    steps: { ...englishLabels.steps, ...overrides.steps },
  }
}

/** Provides the merged texts to the parts of the component. */
export function provideLabels(
  overrides: MaybeRefOrGetter<SessionCloserLabelOverrides | undefined>,
): ComputedRef<SessionCloserLabels> {
  const labels = computed(() => mergeLabels(toValue(overrides)))
  provide(labelsKey, labels)
  return labels
}

/** The texts of the component around; English ones where a part stands alone. */
export function useLabels(): ComputedRef<SessionCloserLabels> {
  return inject(labelsKey, () => computed(() => englishLabels), true)
}
