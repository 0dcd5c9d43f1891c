import { computed, type ComputedRef } from 'vue'
import type { Address } from '../../core/types'
import type { CloseBlocker } from './model/closeBlocker'
import { sharesOf } from './model/receivers'
import { timeOfDay } from './model/timeOfDay'
import type { CloserSources, CloserView } from './useCloserView'

/** What the texts depend on. */
interface CloserTextSources extends Pick<CloserSources, 'appSession' | 'allocations' | 'closing' | 'labels'> {
  readonly view: ComputedRef<CloserView>
  readonly disconnected: ComputedRef<CloseBlocker | null>
  readonly you: ComputedRef<Address | null>
  /** Whether a closing survives a reload. */
  readonly isDurable: () => boolean
}

/** Says in words how a closing proceeds, what the person should know, and what is announced to screen readers. */
export function useCloserTexts(sources: CloserTextSources) {
  const { appSession, allocations, closing, labels, view, disconnected, you, isDurable } = sources

  const recoveryText = computed(() => {
    const { value: recovery } = closing.recovery
    if (!recovery) return ''
    return labels.value.recovery(recovery.phase, recovery.until === null ? null : timeOfDay(recovery.until))
  })

  const unknownText = computed(() =>
    isDurable() ? `${labels.value.unknown} ${labels.value.safeToLeave}` : labels.value.unknown)

  const payingText = computed(() => {
    const { paying } = labels.value.progress
    const { value: recovery } = closing.recovery
    return recovery === null || recovery.phase === 'reading' ? paying : `${paying} ${recoveryText.value}`
  })

  const agreedText = computed(() => {
    const { value: error } = closing.error
    const { value: session } = appSession.session
    const shares = session ? labels.value.confirmShares(sharesOf(session, closing.allocations.value, you.value)) : ''
    return `${labels.value.agreed(error ? labels.value.error(error).what : '')} ${shares}`.trim()
  })

  const progressText = computed(() => {
    const { value: state } = closing.state
    switch (state) {
      case 'confirming': return `${unknownText.value} ${recoveryText.value}`.trim()
      case 'paying': return payingText.value
      case 'agreed': return agreedText.value
      case 'planning':
      case 'signing':
      case 'submitting': return labels.value.progress[state]
      case 'idle':
      case 'closed':
      case 'superseded':
      case 'overpaid':
      case 'failed':
      case 'cancelled': return ''
    }
  })

  /** Something that the person should know and that does not prevent closing. */
  const notice = computed(() => {
    const { value: error } = closing.error
    if (closing.state.value === 'cancelled') {
      return !error || error.code === 'CLOSING_CANCELLED'
        ? labels.value.cancelled
        : `${labels.value.error(error).what} ${labels.value.error(error).fix}`
    }
    return allocations.hasMoved.value ? labels.value.moved : ''
  })

  /** What a screen reader says when the view changes. */
  const announcement = computed(() => {
    switch (view.value) {
      case 'loading': return disconnected.value?.text ?? labels.value.loading
      case 'progress': return progressText.value
      // Without the text of the recovery, which changes every few seconds.
      case 'unknown': return unknownText.value
      case 'result': {
        const result = closing.receipt.value?.result ?? 'closed'
        return `${labels.value.resultTitle[result]}. ${labels.value.resultText[result]}`
      }
      case 'error': {
        const during = closing.error.value ? 'closing' : 'reading'
        const info = closing.error.value ?? appSession.error.value
        return info ? `${labels.value.error(info).what} ${labels.value.funds(info, during)}` : ''
      }
      case 'editing': return notice.value
      case 'empty':
      case 'ended':
      case 'confirm': return ''
    }
  })

  return { progressText, notice, announcement }
}
