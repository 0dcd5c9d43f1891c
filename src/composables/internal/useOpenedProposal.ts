import { onScopeDispose, shallowRef } from 'vue'
import type { ClosingSnapshot } from '../../core/closing/types'
import type { CoSigning, CoSigningState, SigningSlot } from '../../core/cosigning/api'
import type { ProposalReview } from '../../core/cosigning/review/reviewProposal'
import type { NitroliteErrorInfo } from '../../core/errors/errors'
import type { NitroliteContext } from '../../plugin/context'
import { useClientEvent } from './useClientEvent'

/** A proposal that was read and checked. */
interface Opened {
  readonly coSigning: CoSigning
  /** The wallet that it was checked for. */
  readonly account: string | null
  /** The signature that was given before the proposal was opened: on an earlier page, or in another tab. Null otherwise. */
  readonly earlier: SigningSlot | null
  /** What the wallet holds for the session, by the journal. */
  readonly slots: readonly SigningSlot[]
}

/** What one wallet holds. Other wallets of the client may sign the same proposal. */
export const slotsOf = (slots: readonly SigningSlot[], account: string | null): readonly SigningSlot[] =>
  slots.filter(({ wallet }) => wallet === account)

/** One proposal at a time, as a screen shows it: where it stands, what becomes of a signature, and what the journal holds. */
export function useOpenedProposal(context: NitroliteContext) {
  const { client } = context
  const opened = shallowRef<Opened | null>(null)
  const ownState = shallowRef<CoSigningState>('reviewed')
  /** The review as the proposal has it now. */
  const review = shallowRef<ProposalReview | null>(null)
  /** The closing that gave the signature. */
  const closing = shallowRef<ClosingSnapshot | null>(null)
  /** Why the proposal could not be read, or was not signed. */
  const failure = shallowRef<NitroliteErrorInfo | null>(null)
  const reply = shallowRef<string | null>(null)
  /** Whether the person has withdrawn a signature that was given earlier. */
  const isWithdrawn = shallowRef(false)
  /** Whether the person has declined. A signature that was given before may still be used. */
  const hasDeclined = shallowRef(false)
  let unsubscribe = (): void => {}
  /** Counts the readings of the journal, so that only the latest one counts. */
  let readings = 0

  function forget(): void {
    unsubscribe()
    unsubscribe = () => {}
    opened.value = review.value = closing.value = failure.value = reply.value = null
    ownState.value = 'reviewed'
    isWithdrawn.value = hasDeclined.value = false
  }

  function show(next: Opened): void {
    const { coSigning } = next
    // The person knows why nothing was signed, and reads the proposal of the room once more.
    let isReadAgain = coSigning.state === 'failed'
    const follow = (): void => {
      isReadAgain &&= coSigning.state === 'failed'
      // Set before the state, so that a watcher of the state finds the reason and the receipt that belong to it.
      if (coSigning.state === 'failed' && !isReadAgain) failure.value = coSigning.error
      if (coSigning.closing && !isReadAgain) closing.value = coSigning.closing.snapshot()
      hasDeclined.value = coSigning.hasDeclined
      review.value = coSigning.review
      ownState.value = isReadAgain ? 'reviewed' : coSigning.state
    }
    unsubscribe = coSigning.subscribe(follow)
    follow()
    opened.value = next
    if (!next.earlier) return
    reply.value = next.earlier.reply
    closing.value = client?.closings.get(coSigning.review.sessionId)?.snapshot() ?? null
  }

  async function readSlots(): Promise<void> {
    const shown = opened.value?.coSigning
    if (!client || !shown) return
    readings += 1
    const own = readings
    try {
      const slots = await client.slots(shown.review.sessionId)
      if (own !== readings || opened.value?.coSigning !== shown) return
      opened.value = { ...opened.value, slots: slotsOf(slots, opened.value.account) }
    }
    catch {
      // The slots that were read before stay shown. Signing reads the journal again.
    }
  }

  useClientEvent(context, 'closing', (changed) => {
    const { value: shown } = opened
    if (changed.sessionId !== shown?.coSigning.review.sessionId) return
    if (shown.earlier || changed.id === shown.coSigning.closing?.id) closing.value = changed
    void readSlots()
  })
  if (client) onScopeDispose(() => { unsubscribe() }, true)

  return { opened, ownState, review, closing, failure, reply, isWithdrawn, hasDeclined, show, forget, readSlots }
}
