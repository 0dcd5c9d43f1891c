import { computed, shallowRef, type ComputedRef } from 'vue'
import type {
  UseAllocationsReturn, UseAppSessionReturn, UseCloseSessionReturn, UseNitroliteReturn,
} from '../../composables/types'
import type { ClosingState } from '../../core/closing/types'
import type { Allocation } from '../../core/sessions/types'
import type { Address } from '../../core/types'
import type { SessionCloserLabels } from './labels/labels'
import { isSameAccount } from './model/addresses'
import { closeBlocker, connectionBlocker, type CloseBlocker } from './model/closeBlocker'

/**
 * What `<SessionCloser>` shows; its `data-state`.
 * - `empty`: there is no session
 * - `loading`: the session has not been read yet
 * - `ended`: the session is not open any more
 * - `editing`: the fields
 * - `confirm`: the question before closing
 * - `progress`: a closing is running
 * - `unknown`: it is not known whether the node has closed the session
 * - `result`: the receipt
 * - `error`: the session could not be read or closed
 */
export type CloserView =
  | 'empty' | 'loading' | 'ended' | 'editing' | 'confirm' | 'progress' | 'unknown' | 'result' | 'error'

/** What the view depends on. */
export interface CloserSources {
  readonly sessionId: ComputedRef<string | null>
  readonly nitrolite: UseNitroliteReturn
  readonly appSession: UseAppSessionReturn
  readonly allocations: UseAllocationsReturn
  readonly closing: UseCloseSessionReturn
  readonly labels: ComputedRef<SessionCloserLabels>
  /** Whether the app has switched closing off; a text is the reason. */
  readonly disabled: () => boolean | string
}

/** States in which a closing can still be given up. */
const CANCELLABLE: ReadonlySet<ClosingState | 'idle'> = new Set(['planning', 'signing', 'agreed'])

/** Decides what `<SessionCloser>` shows, and what prevents closing. */
export function useCloserView({ sessionId, nitrolite, appSession, allocations, closing, labels, disabled }: CloserSources) {
  /** What the person is asked to confirm. Fixed as soon as they are asked; null while they are not. */
  const toConfirm = shallowRef<readonly Allocation[] | null>(null)

  const view = computed<CloserView>(() => {
    if (sessionId.value === null) return 'empty'
    if (closing.isClosing.value) return closing.state.value === 'confirming' ? 'unknown' : 'progress'
    if (closing.receipt.value) return 'result'
    if (closing.state.value === 'failed') return 'error'
    const session = appSession.session.value
    if (!session) return appSession.status.value === 'error' ? 'error' : 'loading'
    if (session.status !== 'open') return 'ended'
    return toConfirm.value ? 'confirm' : 'editing'
  })

  const sessionBlocker = computed(() => {
    const { value: session } = appSession.session
    return session && nitrolite.isReady.value ? nitrolite.client?.sessions.closeBlocker(session) ?? null : null
  })

  const blocker = computed<CloseBlocker | null>(() => closeBlocker({
    disabled: disabled(),
    status: nitrolite.status.value,
    connectionError: nitrolite.error.value,
    account: nitrolite.account.value,
    session: appSession.session.value,
    sessionBlocker: sessionBlocker.value,
    isStale: allocations.isStale.value,
    findings: allocations.findings.value,
    isMarked: allocations.rows.value.some(({ cells }) => cells.some(({ error }) => error)),
  }, labels.value))

  const disconnected = computed<CloseBlocker | null>(() =>
    connectionBlocker(nitrolite.status.value, nitrolite.error.value, labels.value))

  /** The connected wallet as the session spells it; null where it is not a participant. */
  const you = computed<Address | null>(() => {
    const { participants = [] } = appSession.session.value ?? closing.receipt.value?.session ?? {}
    return participants.find(({ address }) => isSameAccount(address, nitrolite.account.value))?.address ?? null
  })

  const canCancel = computed(() => CANCELLABLE.has(closing.state.value) && !closing.isElsewhere.value)

  return { toConfirm, view, blocker, disconnected, you, canCancel }
}
