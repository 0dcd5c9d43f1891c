import { computed, markRaw, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import { bareText, textKindOf } from '../core/cosigning/codec/texts'
import type { CoSigning, SigningSlot } from '../core/cosigning/api'
import { coSigningStateOf } from '../core/cosigning/coSigningState'
import { describeError, toNitroliteError, type NitroliteErrorInfo } from '../core/errors/errors'
import { useNitroliteContext } from '../plugin/context'
import { inTexts } from './internal/useTexts'
import { useClock } from './internal/useClock'
import { slotsOf, useOpenedProposal } from './internal/useOpenedProposal'
import { usePresentNow } from './internal/usePresentNow'
import { useProposalRoom } from './internal/useProposalRoom'
import type { CoSignState, UseCoSignOptions, UseCoSignReturn } from './types'

/** States in which the person has not given the signature. */
const UNSIGNED: ReadonlySet<CoSignState> = new Set(['reviewed', 'approved', 'declined'])

/** The wallet cannot sign anything else for the session. Its own proposal is given up when it approves another one in a room. */
const isInTheWay = ({ shared }: SigningSlot): boolean => shared === null || !shared.isInRoom || shared.signUntil !== null

/**
 * Opens the proposal of another participant, shows what a signature of it does, and signs or declines it. What becomes of a
 * signature is shown too, also if it was given before the page was reloaded. When the scope ends, a signature that was given is
 * still watched by the client.
 *
 * @param options who is expected to submit, and for how long a signature may be used; `plugin` for use outside of components
 * @example
 * const { open, review, code, canSign, approve, sign, reply } = useCoSign()
 * @throws `PLUGIN_MISSING`, `NO_INJECTION_CONTEXT`
 */
export function useCoSign(options: UseCoSignOptions = {}): UseCoSignReturn {
  const context = useNitroliteContext(options.plugin)
  const { client, store, texts } = context
  const text = shallowRef<string | null>(null)
  const { opened, ownState, review, closing, failure, reply, isWithdrawn, hasDeclined, show, forget, readSlots } = useOpenedProposal(context)
  /** Ends reading the proposal that was opened last. */
  let reading: AbortController | null = null

  const room = useProposalRoom(context, options)
  /** The proposal of the room that is shown. */
  const chosen = shallowRef<CoSigning | null>(null)
  /** The proposal of the room that the person has read last. */
  const lastRead = shallowRef<{ readonly sessionId: string, readonly code: string } | null>(null)

  const presentNow = usePresentNow(() => opened.value?.coSigning.room ?? room.room.value)

  const isReady = computed(() => store.status === 'ready')
  const isInRoom = computed(() => opened.value !== null && opened.value.coSigning.proposal.stamp === null)
  const state = computed<CoSignState>(() => {
    if (text.value === null && !chosen.value) return room.failure.value ? 'refused' : 'idle'
    if (!opened.value) return failure.value ? 'refused' : isReady.value ? 'opening' : 'waiting'
    if (!opened.value.earlier || !UNSIGNED.has(ownState.value)) return ownState.value
    return closing.value ? coSigningStateOf(closing.value, isWithdrawn.value) : 'signed'
  })
  const isUndecided = computed(() => UNSIGNED.has(state.value))
  const now = useClock(() => isUndecided.value)

  const inTheWay = computed(() => opened.value && isUndecided.value ? opened.value.slots.filter(isInTheWay) : [])
  /** All of them have to be over. Null if nobody can say it for one of them. */
  const freeFrom = computed<number | null>(() => {
    const ends = inTheWay.value.map(slot => slot.freeFrom ?? Infinity)
    return ends.length > 0 && !ends.includes(Infinity) ? Math.max(...ends) : null
  })

  /** What keeps a checked proposal from being signed. */
  const blocker = computed<NitroliteErrorInfo | null>(() => {
    if (!opened.value || !isUndecided.value) return null
    if (inTheWay.value.length > 0) return describeError('PROPOSAL_CONFLICT', freeFrom.value === null ? {} : { freeFrom: freeFrom.value })
    return now.value >= (opened.value.coSigning.signUntil ?? Infinity) ? describeError('PROPOSAL_TOO_LATE') : null
  })
  /** The submitter signs last, on the device that collects the signatures. */
  const isOwn = computed(() => opened.value?.coSigning.review.submitter.relation === 'me')
  const canSign = computed(() => isUndecided.value && isReady.value && !isOwn.value && !failure.value && !blocker.value)
  /** In a room, another signature may be asked for after the one that was given. */
  const canDecline = computed(() => opened.value !== null && (isUndecided.value || (isInRoom.value && state.value === 'signed' && !hasDeclined.value)))

  async function readText(): Promise<void> {
    const { value: given } = text
    reading?.abort()
    forget()
    if (!client || given === null || !isReady.value) return
    const { signal } = reading = new AbortController()
    const { account } = store
    const submitter = toValue(options.submitter)
    const longestLife = toValue(options.longestLife)
    const transport = toValue(options.transport)
    try {
      const coSigning = markRaw(await client.coSign(given, {
        signal, ...submitter && { submitter }, ...longestLife !== undefined && { longestLife }, ...transport && { transport },
      }))
      const slots = slotsOf(await client.slots(coSigning.review.sessionId, { signal }), account)
      if (signal.aborted) return
      const earlier = slots.find(slot => slot.role === 'co-signer' && slot.text === bareText(given)) ?? null
      show({ coSigning, account, earlier, slots })
    }
    catch (thrown) {
      if (!signal.aborted) failure.value = toNitroliteError(thrown, 'LIBRARY_DEFECT').info
    }
  }

  function open(proposal: string): Promise<void> {
    chosen.value = null
    text.value = proposal
    return readText()
  }

  function choose(proposal: CoSigning): void {
    reading?.abort()
    text.value = null
    forget()
    chosen.value = proposal
    lastRead.value = { sessionId: proposal.review.sessionId, code: proposal.code }
    show({ coSigning: proposal, account: store.account, earlier: null, slots: [] })
    void readSlots()
  }

  function reset(): void {
    reading?.abort()
    text.value = chosen.value = null
    forget()
  }

  async function sign(): Promise<string | null> {
    const shown = opened.value?.coSigning
    if (!shown || !canSign.value) return null
    try {
      const signature = await shown.sign()
      if (opened.value?.coSigning === shown) reply.value = signature
      return signature
    }
    catch (thrown) {
      if (opened.value?.coSigning === shown) failure.value = toNitroliteError(thrown, 'LIBRARY_DEFECT').info
      return null
    }
    finally {
      await readSlots()
    }
  }

  if (client) {
    watch([isReady, () => store.account], ([ready, account]) => {
      // The proposal was checked for one wallet, and says what it does for that wallet.
      if (ready && text.value !== null && opened.value?.account !== account) void readText()
    }, { flush: 'sync' })
    watch(room.proposals, (proposals) => {
      // The submitter has given the proposal up, or the room was left.
      if (chosen.value && isUndecided.value && !proposals.includes(chosen.value)) reset()
      if (text.value !== null || chosen.value) return
      // Anybody in a room can displace the proposal that a person reads. Only the person puts another one of the session in its place.
      const { value: last } = lastRead
      const next = proposals.find(({ review: { sessionId }, code }) => sessionId !== last?.sessionId || code === last.code)
      if (next) choose(next)
    }, { immediate: true, flush: 'sync' })
    onScopeDispose(() => { reading?.abort() }, true)
  }

  return {
    open,
    openFromPage() {
      if (!client || textKindOf(window.location.hash) !== 'proposal') return false
      void open(window.location.hash)
      return true
    },
    async reopen() {
      if (chosen.value) choose(chosen.value)
      else await readText()
    },
    reset,
    state,
    proposals: computed(() => room.proposals.value),
    choose,
    isInRoom,
    presentNow,
    review: computed(() => review.value),
    code: computed(() => opened.value?.coSigning.code ?? null),
    signUntil: computed(() => opened.value?.coSigning.signUntil ?? null),
    usableUntil: computed(() => opened.value?.coSigning.usableUntil ?? null),
    canSign,
    canDecline,
    hasDeclined: computed(() => hasDeclined.value),
    canWithdraw: computed(() => state.value === 'signed' && isReady.value),
    error: computed(() => inTexts(failure.value ?? room.failure.value ?? blocker.value ?? closing.value?.error ?? null, texts.value)),
    reply: computed(() => reply.value),
    qrCode: computed(() => reply.value === null ? null : opened.value?.coSigning.qrCode(reply.value) ?? null),
    freeFrom,
    receipt: computed(() => closing.value?.receipt ?? null),
    slots: computed(() => opened.value?.slots ?? []),
    approve() {
      const shown = opened.value?.coSigning
      if (!shown || (isInRoom.value && !canSign.value)) return false
      reply.value = failure.value = null
      try {
        shown.approve()
        return true
      }
      catch (thrown) {
        failure.value = toNitroliteError(thrown, 'LIBRARY_DEFECT').info
        return false
      }
    },
    sign,
    decline(reason, note) {
      const shown = opened.value?.coSigning
      if (!shown || !canDecline.value) return null
      reply.value = shown.decline(reason, note)
      hasDeclined.value = true
      return reply.value
    },
    withdraw() {
      const { coSigning, earlier } = opened.value ?? {}
      if (coSigning?.withdraw()) return true
      isWithdrawn.value = earlier?.withdraw() ?? false
      return isWithdrawn.value
    },
  }
}
