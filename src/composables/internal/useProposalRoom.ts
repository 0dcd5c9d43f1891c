import { computed, markRaw, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import type { CoSigning, ProposalRoom } from '../../core/cosigning/api'
import { toNitroliteError, type NitroliteErrorInfo } from '../../core/errors/errors'
import type { NitroliteContext } from '../../plugin/context'
import type { UseCoSignOptions } from '../togetherTypes'

/** The proposals in the room of a session, while a wallet is logged in. */
export function useProposalRoom({ client, store }: NitroliteContext, options: UseCoSignOptions) {
  const proposals = shallowRef<readonly CoSigning[]>([])
  /** Why the room could not be entered. */
  const failure = shallowRef<NitroliteErrorInfo | null>(null)
  const room = shallowRef<ProposalRoom | null>(null)
  let stopFollowing = (): void => {}
  let entering: AbortController | null = null

  const wanted = computed(() => {
    const transport = toValue(options.transport)
    const sessionId = toValue(options.sessionId)
    return transport && sessionId && store.status === 'ready' ? { transport, sessionId, account: store.account } : null
  })

  function leave(): void {
    entering?.abort()
    stopFollowing()
    room.value?.leave()
    entering = room.value = failure.value = null
    proposals.value = []
  }

  async function enter(): Promise<void> {
    leave()
    if (!client || !wanted.value) return
    const { transport, sessionId } = wanted.value
    const submitter = toValue(options.submitter)
    const longestLife = toValue(options.longestLife)
    const { signal } = entering = new AbortController()
    try {
      const entered = await client.joinRoom(sessionId, { transport, signal, ...submitter && { submitter }, ...longestLife !== undefined && { longestLife } })
      if (signal.aborted) return entered.leave()
      room.value = entered
      const follow = (): void => {
        const next = entered.proposals
        // The room also reports when participants come or go, which is not a reason to show a proposal that the person has left.
        if (next.length === proposals.value.length && next.every((proposal, at) => proposal === proposals.value[at])) return
        proposals.value = next.map(proposal => markRaw(proposal))
      }
      stopFollowing = entered.subscribe(follow)
      follow()
    }
    catch (thrown) {
      if (!signal.aborted) failure.value = toNitroliteError(thrown, 'LIBRARY_DEFECT').info
    }
  }

  if (client) {
    watch(wanted, () => { void enter() }, { immediate: true, flush: 'sync' })
    onScopeDispose(leave, true)
  }
  return { room, proposals, failure }
}
