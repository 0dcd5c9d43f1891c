import { computed, shallowRef, type ComputedRef } from 'vue'
import type { UseAllocationsReturn, UseAppSessionReturn, UseCloseSessionReturn, UseNitroliteReturn } from '../../composables/types'
import type { Allocation } from '../../core/sessions/types'
import type { Address } from '../../core/types'
import { isSameAccount } from './model/addresses'
import { closeBlocker, type CloseBlocker } from './model/closeBlocker'
import type { SessionCloserLabels } from './labels/labels'
import { sharesOf } from './model/receivers'

/**
 * What `<SessionCloser>` shows; its `data-state`.
 * - `empty`: there is no session
 * - `loading`: the session has not been read yet
 * - `ended`: the session is not open any more
 * - `editing`, `confirm`
 * - `progress`: a closing is under way
 * - `unknown`: it is not known whether the node has closed the session
 * - `result`, `error`
 */
export type CloserView =
  | 'empty' | 'loading' | 'ended' | 'editing' | 'confirm' | 'progress' | 'unknown' | 'result' | 'error'

/** What the view follows from. */
export interface CloserSources {
  readonly sessionId: ComputedRef<string | null>
  readonly nitrolite: UseNitroliteReturn
  readonly appSession: UseAppSessionReturn
  readonly allocations: UseAllocationsReturn
  readonly closing: UseCloseSessionReturn
  readonly labels: ComputedRef<SessionCloserLabels>
  readonly disabled: () => boolean | string
  /** Whether a closing survives a reload. */
  readonly durable: () => boolean
}

/** Decides what `<SessionCloser>` shows and what stands in the way. */
export function useCloserView(sources: CloserSources) {
  const { sessionId, nitrolite, appSession, allocations, closing, labels } = sources
  /** What the person is asked to confirm; fixed from the moment that they are asked. */
  const asked = shallowRef<readonly Allocation[] | null>(null)

  const isUnknown = computed(() => closing.state.value === 'confirming' && (
    closing.error.value !== null
    || closing.steps.value.some(({ name, status }) => name === 'confirmed' && status !== 'done')
  ))

  const view = computed<CloserView>(() => {
    if (sessionId.value === null) return 'empty'
    if (closing.isClosing.value) return isUnknown.value ? 'unknown' : 'progress'
    if (closing.receipt.value) return 'result'
    if (closing.state.value === 'failed') return 'error'
    const session = appSession.session.value
    if (!session) return appSession.status.value === 'error' ? 'error' : 'loading'
    if (session.status !== 'open') return 'ended'
    return asked.value ? 'confirm' : 'editing'
  })

  const obstacle = computed(() => {
    const { value: session } = appSession.session
    return session && nitrolite.isReady.value ? nitrolite.client?.sessions.obstacle(session) ?? null : null
  })

  const blocker = computed(() => closeBlocker({
    disabled: sources.disabled(),
    status: nitrolite.status.value,
    connectionError: nitrolite.error.value,
    account: nitrolite.account.value,
    session: appSession.session.value,
    obstacle: obstacle.value,
    stale: allocations.stale.value,
    findings: allocations.findings.value,
    isMarked: allocations.rows.value.some(({ cells }) => cells.some(({ error }) => error)),
  }, labels.value))

  /** While something was sent, or nothing can be read, only the connection matters. */
  const disconnected = computed<CloseBlocker | null>(() => nitrolite.status.value === 'open' ? null : closeBlocker({
    disabled: false,
    status: nitrolite.status.value,
    connectionError: nitrolite.error.value,
    account: null,
    session: null,
    obstacle: null,
    stale: false,
    findings: [],
    isMarked: false,
  }, labels.value))

  /** The connected wallet as the session spells it. */
  const you = computed<Address | null>(() => {
    const { participants = [] } = appSession.session.value ?? closing.receipt.value?.session ?? {}
    return participants.find(({ address }) => isSameAccount(address, nitrolite.account.value))?.address ?? null
  })

  const recoveryText = computed(() => {
    const { value: recovery } = closing.recovery
    if (!recovery) return ''
    const time = recovery.until === null ? null : new Date(recovery.until).toLocaleTimeString()
    return labels.value.recovery(recovery.phase, time)
  })

  const unknownText = computed(() =>
    sources.durable() ? `${labels.value.unknown} ${labels.value.safeToLeave}` : labels.value.unknown)

  const progressText = computed(() => {
    const { state } = closing
    if (isUnknown.value) return [unknownText.value, recoveryText.value].filter(Boolean).join(' ')
    if (state.value === 'confirming') return recoveryText.value || labels.value.readingPayout
    const { value: error } = closing.error
    const { value: session } = appSession.session
    if (state.value === 'agreed') {
      const split = session ? labels.value.confirmShares(sharesOf(session, closing.allocations.value, you.value)) : ''
      return `${labels.value.agreed(error ? labels.value.error(error).what : '')} ${split}`.trim()
    }
    return state.value === 'idle' ? '' : labels.value.progress(state.value)
  })

  const cancellable = computed(() => /^(planning|signing|agreed)$/.test(closing.state.value) && !closing.isElsewhere.value)

  /** Something to know before going on that does not stand in the way. */
  const notice = computed(() => {
    const { value: error } = closing.error
    if (closing.state.value === 'cancelled') {
      return !error || error.code === 'CLOSING_CANCELLED'
        ? labels.value.cancelled
        : `${labels.value.error(error).what} ${labels.value.error(error).fix}`
    }
    return allocations.moved.value ? labels.value.moved : ''
  })

  /** What is said aloud when the view changes. */
  const announcement = computed(() => {
    switch (view.value) {
      case 'loading': return disconnected.value?.text ?? labels.value.loading
      case 'progress': return progressText.value
      // Not what is being done about it: that changes every few seconds.
      case 'unknown': return unknownText.value
      case 'result': {
        const result = closing.receipt.value?.result ?? 'closed'
        return `${labels.value.resultTitle(result)}. ${labels.value.resultText(result)}`
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

  return { asked, view, blocker, disconnected, you, progressText, cancellable, notice, announcement }
}
