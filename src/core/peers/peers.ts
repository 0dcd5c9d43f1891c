import type { Unsubscribe } from '../types'
import type { Journal } from '../journal/journal'
import type { ClosingSnapshot } from '../closing/types'

/** What clients that share a journal tell each other: plain data. */
export type PeerMessage =
  /** Where a closing is that the sender works on, or how it ended. */
  | { readonly version: 1, readonly kind: 'closing', readonly key: string, readonly snapshot: ClosingSnapshot }
  /** Asks whoever works on it to tell where it is. */
  | { readonly version: 1, readonly kind: 'ask', readonly key: string }

/** One client among those that share a journal. */
export interface Peer {
  /**
   * Waits until nobody else holds the name, and holds it until the signal aborts, or the page or process ends.
   * Resolves at once where nothing can be held. Never rejects.
   */
  hold(name: string, signal: AbortSignal): Promise<void>
  /** Tells all others. */
  tell(message: PeerMessage): void
  leave: Unsubscribe
}

/**
 * How the clients that share a journal know of each other, so that one of them works on a closing and the others show
 * it. Nothing that matters depends on it: where it does not work, the journal alone keeps them apart.
 */
export interface Peers {
  /** @param hear called with what the others tell */
  join(hear: (message: PeerMessage) => void): Peer
}

/** Clients of one page or process. */
export function createLocalPeers(): Peers {
  const queues = new Map<string, (() => void)[]>()
  const members = new Set<(message: PeerMessage) => void>()

  return {
    join(hear) {
      members.add(hear)
      return {
        hold: (name, signal) => new Promise((resolve) => {
          const queue = queues.get(name) ?? []
          queues.set(name, queue)
          queue.push(resolve)
          if (queue[0] === resolve) resolve()
          signal.addEventListener('abort', () => {
            const isFirst = queue[0] === resolve
            queue.splice(queue.indexOf(resolve), 1)
            if (isFirst) queue[0]?.()
            if (queue.length === 0) queues.delete(name)
          }, { once: true })
        }),
        tell(message) {
          // Later, as between pages: whoever tells is never called back in the middle of it.
          queueMicrotask(() => {
            for (const each of members) if (each !== hear) each(message)
          })
        },
        leave: () => { members.delete(hear) },
      }
    },
  }
}

const LOCAL = new WeakMap<Journal, Peers>()

/** The clients of this page or process that were given the same journal. */
export function localPeersOf(journal: Journal): Peers {
  const peers = LOCAL.get(journal) ?? createLocalPeers()
  LOCAL.set(journal, peers)
  return peers
}
