import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { Receipt } from '../../core/receipts/types'
import type { AppSession, Payout } from '../../core/sessions/types'
import type { NitroliteContext } from '../../plugin/context'
import type { UseReadingReturn } from '../types'
import { isReachable } from './isReachable'
import { useClientEvent } from './useClientEvent'
import { useReading } from './useReading'

/** How a session ended. */
export interface SessionEnding {
  /** Receipt of the closing, if this browser has it. */
  readonly receipt: Receipt | null
  /** Without a receipt: everything that the node's ledger says was paid out of the session, oldest first. */
  readonly payouts: readonly Payout[]
}

/** A session that its node lists as open may still have been paid out; see `Receipt.isOpenAgain`. */
const isPaidOut = ({ assets }: AppSession): boolean =>
  assets.length > 0 && assets.every(({ total }) => /^-?[0.]+$/.test(total))

/**
 * Finds out how a session ended: from the history of this browser, otherwise from the node's ledger.
 * @param session nothing is read while it is open and holds something
 */
export function useSessionEnding(
  context: NitroliteContext, session: () => AppSession | null,
): UseReadingReturn & { readonly ending: ComputedRef<SessionEnding | null> } {
  const { client, store } = context
  const ending = shallowRef<SessionEnding | null>(null)
  const ended = computed(() => {
    const read = session()
    return read && (read.status !== 'open' || isPaidOut(read)) ? read : null
  })

  async function find({ id }: AppSession): Promise<Receipt | null> {
    // A history that cannot be read must not hide what the node knows.
    const entries = await client?.closings.history({ sessionId: id }).catch(() => null)
    return entries?.find(({ receipt }) => receipt !== null)?.receipt ?? null
  }

  const { restart, ...reading } = useReading(
    context,
    options => {
      const { value: read } = ended
      if (!client || !read) return null
      return find(read).then(async (receipt): Promise<SessionEnding | null> => {
        if (receipt) return { receipt, payouts: [] }
        return read.status === 'open' ? null : { receipt, payouts: await client.sessions.payouts(read, options) }
      })
    },
    answer => { ending.value = answer },
  )

  if (client) {
    watch([() => ended.value?.id, () => ended.value?.status, () => isReachable(store.status)], ([id], [previous]) => {
      if (id !== previous) {
        ending.value = null
        restart()
      }
      if (id !== undefined) void reading.refresh()
    }, { immediate: true, flush: 'sync' })
    useClientEvent(context, 'history', ({ sessionId }) => {
      if (sessionId === ended.value?.id) void reading.refresh()
    })
  }

  return { ending: computed(() => ending.value), ...reading }
}
