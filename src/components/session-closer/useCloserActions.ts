import { computed, type ComputedRef, nextTick, shallowRef, watch } from 'vue'
import { useConnectByClick } from '../../composables/internal/walletOffer'
import type { Allocation } from '../../core/sessions/types'
import type { BlockerHelp, CloseBlocker } from './model/closeBlocker'
import type { NextStep } from './model/nextStep'
import type { CloserSources } from './useCloserView'
import { isSameAccount } from './model/accounts'

/** What the buttons act on. */
interface CloserActionSources extends Pick<CloserSources, 'sessionId' | 'nitrolite' | 'appSession' | 'inputs' | 'closing' | 'confirmation'> {
  /** Why closing is not possible; null while it is. */
  readonly blocker: ComputedRef<CloseBlocker | null>
  /** Whether the other participants have to sign as well. */
  readonly isProposal: ComputedRef<boolean>
  /** Whether the person is asked before closing. */
  readonly hasConfirmation: () => boolean
}

const reloadPage = (): void => { window.location.reload() }

/** What the buttons of `<SessionCloser>` do. */
export function useCloserActions(sources: CloserActionSources) {
  const { sessionId, nitrolite, appSession, inputs, closing, confirmation, blocker, isProposal, hasConfirmation } = sources
  /** What this page last asked for, to recognise a closing that somebody else asked for. */
  const asked = shallowRef<readonly Allocation[] | null>(null)
  const isOtherThanAsked = computed(() =>
    asked.value !== null && closing.receipt.value !== null && !isSameSplit(asked.value, closing.receipt.value.requested))
  watch(sessionId, () => { asked.value = null }, { flush: 'sync' })

  const connect = useConnectByClick(nitrolite)

  function askOrClose(): void {
    if (blocker.value) return
    closing.reset()
    confirmation.ask(inputs.allocations.value)
    if (!hasConfirmation()) closeNow()
  }

  function closeNow(): void {
    const confirmed = blocker.value ? null : confirmation.confirm()
    if (!confirmed) return
    asked.value = confirmed
    if (isProposal.value) void closing.propose(confirmed)
    else closing.close(confirmed)
  }

  function help(kind: BlockerHelp): void {
    switch (kind) {
      case 'logIn':
        // Either the person declined before, and the closing asks the wallet again; or no wallet is logged in.
        closing.resume()
        void connect()
        return
      case 'connect':
        void connect()
        return
      case 'cancelConnecting':
        nitrolite.disconnect()
        return
      case 'reload':
        reloadPage()
        return
      case 'startAgain':
        confirmation.back()
        inputs.reset()
    }
  }

  async function takeStep(step: NextStep): Promise<void> {
    closing.reset()
    switch (step) {
      case 'reload':
        reloadPage()
        return
      case 'reconnect':
        void connect()
        return
      case 'readAgain':
        void appSession.refresh()
        return
      case 'tryAgain':
        await nextTick()
        askOrClose()
        return
      case 'backToEditing':
    }
  }

  return { isOtherThanAsked, askOrClose, closeNow, help, takeStep }
}

/** Whether both pay everybody the same canonical amounts, in any order. Rows that are left out count as zero. */
function isSameSplit(one: readonly Allocation[], other: readonly Allocation[]): boolean {
  const isIn = (rows: readonly Allocation[]) => ({ participant, asset, amount }: Allocation): boolean =>
    (rows.find(row => row.asset === asset && isSameAccount(row.participant, participant))?.amount ?? '0') === amount
  return one.every(isIn(other)) && other.every(isIn(one))
}
