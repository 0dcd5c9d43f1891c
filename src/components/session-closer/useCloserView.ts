import { computed, type ComputedRef } from 'vue'
import { inTexts } from '../../composables/internal/useTexts'
import type { SessionEnding } from '../../composables/internal/useSessionEnding'
import { isReachable } from '../../composables/internal/isReachable'
import type {
  UseAllocationsReturn, UseAppSessionReturn, UseCloseSessionReturn, UseNitroliteReturn,
} from '../../composables/types'
import type { ClosingState } from '../../core/closing/types'
import { quorumOf, reaches, totalWeight } from '../../core/cosigning/quorum'
import { isOneOf } from '../../core/errors/groups'
import type { Address } from '../../core/types'
import type { AppTexts } from '../../plugin/appTexts'
import type { SessionCloserLabels } from '../../texts/labels'
import { isSameAccount } from './model/accounts'
import { closeBlocker, connectionBlocker, listBlocker, loginBlocker, type CloseBlocker } from './model/closeBlocker'
import type { Confirmation } from './useConfirmation'

/**
 * What `<SessionCloser>` shows; its `data-state`.
 * - `empty`: there is no session
 * - `loading`: the session has not been read yet
 * - `ended`: the session is not open any more
 * - `editing`: the fields
 * - `readonly`: the current split, for a wallet whose signature has no weight in the session
 * - `confirm`: the question before closing
 * - `progress`: a closing is running
 * - `collecting`: the signatures of other participants are collected
 * - `unknown`: it is not known whether the node has closed the session
 * - `result`: the receipt
 * - `error`: the session could not be read or closed
 */
export type CloserView =
  | 'empty' | 'loading' | 'ended' | 'editing' | 'readonly' | 'confirm' | 'progress' | 'collecting' | 'unknown' | 'result' | 'error'

/** What the view depends on. */
export interface CloserSources {
  readonly sessionId: ComputedRef<string | null>
  readonly nitrolite: UseNitroliteReturn
  readonly appSession: UseAppSessionReturn
  readonly inputs: UseAllocationsReturn
  readonly closing: UseCloseSessionReturn
  readonly confirmation: Confirmation
  /** How the session ended; null while that is not known. */
  readonly ending: ComputedRef<SessionEnding | null>
  readonly labels: ComputedRef<SessionCloserLabels>
  /** The language of the app; null for English. */
  readonly texts: AppTexts
  /** Whether the app has switched closing off; a text is the reason. */
  readonly disabled: () => boolean | string
}

/** The wallet takes part, and its weight alone is below the quorum. */
const isShortOfQuorum = isOneOf('QUORUM_UNREACHABLE')

/** States in which a closing can still be given up. */
const CANCELLABLE: ReadonlySet<ClosingState | 'idle'> = new Set(['planning', 'signing', 'agreed'])

/** Decides what `<SessionCloser>` shows, and what prevents closing. */
export function useCloserView(sources: CloserSources) {
  const { sessionId, nitrolite, appSession, inputs, closing, confirmation, ending, labels, texts, disabled } = sources

  /** Whether the connected wallet can only look at the session. */
  const isOnlooker = computed(() => {
    const { value: account } = nitrolite.account
    const { participants = [] } = appSession.session.value ?? {}
    return account !== null && !participants.some(({ address, weight }) => weight > 0 && isSameAccount(address, account))
  })

  const view = computed<CloserView>(() => {
    if (sessionId.value === null) return 'empty'
    if (closing.shared.value) return 'collecting'
    if (closing.isClosing.value) return closing.state.value === 'confirming' ? 'unknown' : 'progress'
    if (closing.receipt.value) return 'result'
    const session = appSession.session.value
    // A session that is closed is never shown beside the sentence that it was not closed.
    if (session && (session.status !== 'open' || ending.value !== null)) return 'ended'
    if (closing.state.value === 'failed') return 'error'
    // Without a connection the person needs to connect, not to read again.
    if (!session) return appSession.status.value === 'error' && isReachable(nitrolite.status.value) ? 'error' : 'loading'
    if (isOnlooker.value) return 'readonly'
    return confirmation.toConfirm.value ? 'confirm' : 'editing'
  })

  const sessionBlocker = computed(() => {
    const { value: session } = appSession.session
    const blocked = session && nitrolite.status.value === 'ready' ? nitrolite.client?.sessions.closeBlocker(session) : null
    return inTexts(blocked ?? null, texts.value)
  })

  /** Whether the other participants have to sign as well. */
  const isProposal = computed(() => {
    const { value: session } = appSession.session
    if (!session || !sessionBlocker.value || !isShortOfQuorum(sessionBlocker.value.code)) return false
    // A node that agrees to a split first is a nitronode, which compares addresses in any spelling.
    const quorum = quorumOf(session, session.agreesFirst ? 'lower case' : 'checksum')
    return reaches(quorum, totalWeight(quorum))
  })

  const cells = computed(() => inputs.rows.value.flatMap(row => row.cells))
  const blocker = computed<CloseBlocker | null>(() => closeBlocker({
    disabled: disabled(),
    status: nitrolite.status.value,
    connectionError: nitrolite.error.value,
    account: nitrolite.account.value,
    session: appSession.session.value,
    sessionBlocker: isProposal.value ? null : sessionBlocker.value,
    isStale: inputs.isStale.value,
    findings: inputs.findings.value,
    isMarked: cells.value.some(({ error }) => error),
    isUnfinished: cells.value.some(({ isUnfinished }) => isUnfinished),
  }, labels.value))

  /** What stands in the way of reading the session, the outcome of its closing, or without a session the list; null while nothing does. */
  const disconnected = computed<CloseBlocker | null>(() => {
    const { value: status } = nitrolite.status
    const { value: error } = nitrolite.error
    if (sessionId.value === null) return listBlocker(status, error, labels.value)
    // Another tab that waits for the wallet makes way for this one once the wallet has logged in here.
    const canHelp = !closing.isElsewhere.value || status !== 'ready'
    const isLoginAwaited = closing.recovery.value?.phase === 'authorizing' && canHelp
    return isLoginAwaited ? loginBlocker(status, error, labels.value) : connectionBlocker(status, error, labels.value)
  })

  /** The connected wallet as the session spells it; null if it is not a participant. */
  const you = computed<Address | null>(() => {
    const { participants = [] } = appSession.session.value ?? closing.receipt.value?.session ?? {}
    return participants.find(({ address }) => isSameAccount(address, nitrolite.account.value))?.address ?? null
  })

  /**
   * The node has refused what was sent, and the next attempt waits for the wallet or for the journal. Without an error, no attempt
   * follows: the closing is ending, and only its record is still in the journal.
   */
  const isNextAttemptHeldUp = computed(() => {
    const phase = closing.recovery.value?.phase
    return closing.state.value === 'submitting' && (phase === 'authorizing' || (phase === 'retrying' && closing.error.value !== null))
  })
  /** While the wallet is asked for a login, the notice about the connection has a button to cancel already. */
  const hasOtherCancel = computed(() => disconnected.value?.help === 'cancelConnecting')
  const canCancel = computed(() => !closing.isElsewhere.value
    && (CANCELLABLE.has(closing.state.value) || closing.shared.value !== null || (isNextAttemptHeldUp.value && !hasOtherCancel.value)))

  /** The last reading of the session may be from before the close. */
  const shownStatus = computed(() =>
    closing.state.value === 'paying' || closing.receipt.value || ending.value?.receipt ? 'closed' : appSession.session.value?.status ?? null)

  return { view, shownStatus, blocker, sessionBlocker, isProposal, disconnected, you, canCancel }
}
