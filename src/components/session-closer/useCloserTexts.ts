import { computed, type ComputedRef } from 'vue'
import type { Address } from '../../core/types'
import { joinSentences, withFullStop } from '../../texts/sentences'
import { errorSentence } from '../shared/errorSentence'
import { resultText } from './labels/stateTexts'
import type { CloseBlocker } from './model/closeBlocker'
import { sharesOf } from './model/receivers'
import type { CloserSources, CloserView } from './useCloserView'

/** What the texts depend on. */
interface CloserTextSources extends Pick<CloserSources, 'appSession' | 'inputs' | 'closing' | 'labels'> {
  readonly view: ComputedRef<CloserView>
  readonly disconnected: ComputedRef<CloseBlocker | null>
  readonly you: ComputedRef<Address | null>
  /** Name or shortened address of a participant. */
  readonly labelOf: (participant: Address) => string
  /** Writes a decimal string as the person writes numbers. */
  readonly write: (amount: string) => string
  /** Writes a time of this device's clock. */
  readonly writeTime: (unixMilliseconds: number) => string
  /** Whether this page had asked for a different split than the one that was paid. */
  readonly isOtherThanAsked: () => boolean
  /** Whether a closing survives a reload. */
  readonly isDurable: () => boolean
}

/** Says in words how a closing proceeds, what the person should know, and what is announced to screen readers. */
export function useCloserTexts(sources: CloserTextSources) {
  const { appSession, inputs, closing, labels, view, disconnected, you, labelOf, write, writeTime, isOtherThanAsked, isDurable } = sources

  const recoveryText = computed(() => {
    const { value: recovery } = closing.recovery
    // A closing that waits for its wallet says so beside the button that helps.
    if (!recovery || disconnected.value) return ''
    return labels.value.recovery(recovery.phase, recovery.until === null ? null : writeTime(recovery.until))
  })

  /** What exactly is not known. */
  const doubt = computed(() => {
    if (appSession.session.value?.status === 'closed') return labels.value.unknownPayouts
    const isSplit = closing.steps.value.find(({ status }) => status === 'unknown')?.submission === 'operate'
    return isSplit ? labels.value.unknownSplit : labels.value.unknown
  })
  /** What the node has said, if its refusal proves nothing. */
  const nodeText = computed(() => {
    const { value: error } = closing.error
    return error && error.data.node !== undefined ? labels.value.error(error).why : ''
  })
  const unknownText = computed(() => joinSentences([doubt.value, nodeText.value, isDurable() ? labels.value.safeToLeave : '']))

  const payingText = computed(() => {
    const { paying } = labels.value.progress
    const { value: recovery } = closing.recovery
    return recovery === null || recovery.phase === 'reading' ? paying : joinSentences([paying, recoveryText.value])
  })

  const agreedText = computed(() => {
    const { value: error } = closing.error
    const { value: session } = appSession.session
    const split = session && { participants: session.participants, rows: closing.allocations.value, you: you.value, write }
    const shares = split ? labels.value.confirmShares(sharesOf(split, labelOf)) : ''
    return joinSentences([labels.value.agreed(error ? labels.value.error(error).what : ''), shares])
  })

  /** Why nothing proceeds at the moment. The wallet and the node are not what is waited for then. */
  const retryText = computed(() => {
    const { value: error } = closing.error
    if (closing.recovery.value?.phase !== 'retrying') return ''
    const { what = '', why = '' } = error ? labels.value.error(error) : {}
    return joinSentences([what, why, recoveryText.value])
  })

  const progressText = computed(() => {
    const { value: state } = closing.state
    switch (state) {
      case 'confirming': return joinSentences([unknownText.value, recoveryText.value])
      case 'paying': return payingText.value
      case 'agreed': return agreedText.value
      case 'planning':
      case 'signing':
      case 'collecting':
      case 'submitting': return retryText.value || labels.value.progress[state]
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
        : errorSentence(error, labels.value.error(error))
    }
    // A proposal that was refused has no closing.
    if (closing.state.value === 'idle' && error) return errorSentence(error, labels.value.error(error))
    return inputs.hasMoved.value ? labels.value.moved : ''
  })

  const failure = computed(() => closing.state.value === 'failed' ? closing.error.value : appSession.error.value)
  const failedDuring = computed(() => closing.state.value === 'failed' ? 'closing' : 'reading')
  const isArchived = computed(() => closing.error.value?.code === 'CLOSING_ARCHIVED')

  /** What a screen reader says when the view changes. */
  const announcement = computed(() => {
    switch (view.value) {
      case 'loading': return disconnected.value?.text ?? labels.value.loading
      case 'progress': return progressText.value
      case 'collecting': return labels.value.progress.collecting
      // Without the text of the recovery, which changes every few seconds.
      case 'unknown': return unknownText.value
      case 'result': {
        const { value: receipt } = closing.receipt
        if (!receipt) return ''
        return joinSentences([withFullStop(labels.value.resultTitle[receipt.result]), resultText(labels.value, receipt, isOtherThanAsked())])
      }
      case 'error': {
        const during = closing.error.value ? 'closing' : 'reading'
        const info = closing.error.value ?? appSession.error.value
        return info ? joinSentences([labels.value.error(info).what, labels.value.funds(info, during)]) : ''
      }
      case 'ended': return appSession.session.value?.status === 'closed' ? withFullStop(labels.value.resultTitle.closed) : ''
      case 'editing': return notice.value
      case 'empty':
      case 'readonly':
      case 'confirm': return ''
    }
  })

  return { progressText, notice, announcement, failure, failedDuring, isArchived }
}
