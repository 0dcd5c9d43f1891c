import { computed, inject, provide, toValue, type ComputedRef, type InjectionKey, type MaybeRefOrGetter } from 'vue'
import { useTexts } from '../../../composables/internal/useTexts'
import { englishLabels } from '../../../texts/englishLabels'
import type { SessionCloserLabelOverrides, SessionCloserLabels } from '../../../texts/labels'

const labelsKey: InjectionKey<ComputedRef<SessionCloserLabels>> = Symbol('vue-nitrolite labels')

/** The English labels. Errors are in the language of the app already. */
const builtIn: SessionCloserLabels = { ...englishLabels, error: info => info }

/** Labels, with other labels in place of those that these replace. */
function mergeLabels(labels: SessionCloserLabels, replaced: SessionCloserLabelOverrides = {}): SessionCloserLabels {
  return {
    ...labels,
    ...replaced,
    agreeSteps: { ...labels.agreeSteps, ...replaced.agreeSteps },
    disabledReasons: { ...labels.disabledReasons, ...replaced.disabledReasons },
    division: { ...labels.division, ...replaced.division },
    progress: { ...labels.progress, ...replaced.progress },
    resultText: { ...labels.resultText, ...replaced.resultText },
    resultTitle: { ...labels.resultTitle, ...replaced.resultTitle },
    stepStatus: { ...labels.stepStatus, ...replaced.stepStatus },
    steps: { ...labels.steps, ...replaced.steps },
  }
}

/**
 * Provides the labels to the parts of the component: those of the app's language, or else English ones.
 * @param overrides replace any of them
 */
export function provideLabels(
  overrides: MaybeRefOrGetter<SessionCloserLabelOverrides | undefined>,
): ComputedRef<SessionCloserLabels> {
  const texts = useTexts()
  const labels = computed(() => mergeLabels(mergeLabels(builtIn, texts.value?.labels), toValue(overrides)))
  provide(labelsKey, labels)
  return labels
}

/** The labels of the component around; English ones where a part stands alone. */
export function useLabels(): ComputedRef<SessionCloserLabels> {
  return inject(labelsKey, () => computed(() => builtIn), true)
}
