import { useIntervalFn } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { NitroliteClient } from '../../core/client/types'
import type { ClosingSnapshot } from '../../core/closing/types'
import type { SharedProposal } from '../../core/cosigning/api'
import type { Transport } from '../../core/cosigning/transport'
import type { ReadonlyRef } from '../composableOptions'
import type { ShownProposal } from '../togetherTypes'

/** How often the proposal is read again, in milliseconds. Reading it sends nothing. */
const READ_EVERY = 1_000

/** Whether two readings of one proposal would show a person the same. */
const isSameReading = (one: ShownProposal, other: ShownProposal): boolean =>
  one.missingWeight === other.missingWeight && one.signUntil === other.signUntil && one.approvedBy.join() === other.approvedBy.join()
  && one.presentNow?.join() === other.presentNow?.join()
  && one.signedBy.join() === other.signedBy.join() && one.refusedBy.join() === other.refusedBy.join()
  && one.declines.length === other.declines.length
  && one.declines.every(({ participant, reason, note }, at) =>
    participant === other.declines[at]?.participant && reason === other.declines[at].reason && note === other.declines[at].note)

/**
 * The proposal that the shown closing collects signatures for, also one that an earlier page has made.
 * @param client null on the server
 * @param shown the closing that is shown
 * @param transport where participants meet; null if proposals travel by hand
 */
export function useSharedProposal(
  client: NitroliteClient | null, shown: () => ClosingSnapshot | null, transport: ReadonlyRef<Transport | null>,
): { readonly shared: ReadonlyRef<ShownProposal | null>, readonly take: (proposal: SharedProposal) => void } {
  const reading = shallowRef<ShownProposal | null>(null)
  let proposal: SharedProposal | null = null
  let stopFollowing = (): void => {}
  /** Ends the search for the proposal. */
  let search: AbortController | null = null
  /** The closing belongs to a co-signer, who collects nothing. */
  let isOfCoSigner = false

  /** The id of the closing while this client collects signatures for it. */
  const collecting = computed(() => {
    const snapshot = shown()
    return snapshot?.state === 'collecting' && !snapshot.isElsewhere ? snapshot.id : null
  })

  /** A proposal of an earlier page is shown in its room again. */
  function enterRoom(): void {
    const { value: place } = transport
    try {
      if (place) proposal?.enter(place)
    }
    catch {
      // Without a login nobody can be asked. The room is entered with the next reading.
    }
  }

  async function addSignature(reply: string): Promise<void> {
    if (!client) return
    await client.addSignature(reply)
    read()
  }

  function read(): void {
    if (!proposal || proposal.closing.id !== collecting.value) return
    enterRoom()
    const { text, code, isInRoom, signUntil, approvedBy, presentNow, signedBy, refusedBy, missingWeight, declines, link, qrCode } = proposal
    const next: ShownProposal = {
      text, code, isInRoom, signUntil, approvedBy, presentNow, signedBy, refusedBy, missingWeight, declines, link, qrCode, addSignature,
    }
    if (!reading.value || !isSameReading(reading.value, next)) reading.value = next
  }

  async function find(): Promise<void> {
    const sessionId = shown()?.sessionId
    if (!client || !sessionId || search || isOfCoSigner) return
    const own = search = new AbortController()
    try {
      const slots = await client.slots(sessionId, { signal: own.signal })
      if (own.signal.aborted) return
      const found = slots.find(({ shared }) => shared !== null)?.shared
      isOfCoSigner = slots.length > 0 && slots.every(({ role }) => role === 'co-signer')
      if (found) take(found)
    }
    catch {
      // Without a connection or a journal, the proposal is looked for again with the next reading.
    }
    finally {
      if (search === own) search = null
    }
  }

  function take(found: SharedProposal): void {
    stopFollowing()
    proposal = found
    stopFollowing = found.subscribe(read)
    read()
  }

  // A signature can come from another tab through the journal, which no event announces.
  const { pause, resume } = useIntervalFn(() => {
    if (proposal) read()
    else void find()
  }, READ_EVERY, { immediate: false })

  function stop(): void {
    pause()
    search?.abort()
    search = null
    stopFollowing()
  }

  if (client) {
    watch(collecting, (id) => {
      stop()
      isOfCoSigner = false
      if (proposal?.closing.id !== id) proposal = reading.value = null
      if (id === null) return
      resume()
      if (proposal) take(proposal)
      else void find()
    }, { immediate: true, flush: 'sync' })
    onScopeDispose(stop, true)
  }

  return { shared: computed(() => collecting.value === null ? null : reading.value), take }
}
