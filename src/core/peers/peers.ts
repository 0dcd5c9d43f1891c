import type { Unsubscribe } from '../types'
import type { Journal } from '../journal/journal'
import type { ClosingSnapshot } from '../closing/types'

/** Messages between clients that share a journal, as plain data. */
export type PeerMessage =
  /** The state of a closing that the sender works on, or its end. */
  | { readonly version: 1, readonly kind: 'closing', readonly key: string, readonly snapshot: ClosingSnapshot }
  /**
   * Asks the client that works on the closing for its state. `hasWallet`: the sender has the wallet of the closing, so a
   * client without that wallet makes way. `hasChanged`: the sender has written to the record of the closing. Both are missing
   * in messages of earlier versions.
   */
  | { readonly version: 1, readonly kind: 'ask', readonly key: string, readonly hasWallet?: boolean | undefined, readonly hasChanged?: boolean | undefined }

/** One client among those that share a journal. */
export interface Peer {
  /**
   * Waits until no other client holds the name. Then holds it until the signal aborts, the lock is lost, or the page or process ends.
   * Resolves at once where the runtime has no locks. Never rejects.
   * @param onLost called when the lock was held and was given to others without being asked, because the client stands still for a
   * while. It may ask for the name again at once: then it waits until it continues
   */
  hold(name: string, signal: AbortSignal, onLost?: () => void): Promise<void>
  /** Sends a message to all other clients. */
  tell(message: PeerMessage): void
  leave: Unsubscribe
}

/**
 * Connects the clients that share a journal, so that one of them works on a closing and the others show it. Safety does
 * not depend on it: without messages or locks, the journal alone keeps two clients from sending at once.
 */
export interface Peers {
  /** @param hear called with every message of the other clients */
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
          // Delivered later, as between pages, so that a sender is never called back while it sends.
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
