import * as v from 'valibot'
import type { PeerMessage, Peers } from '../core/peers/peers'
import { reopenIfClosed } from './closedByBrowser'
import { listenToPageCache } from './pageCache'

/** Another tab may run another version of the page, so messages are checked on arrival. */
const message = v.variant('kind', [
  v.object({ version: v.literal(1), kind: v.literal('ask'), key: v.string(), hasWallet: v.optional(v.boolean()), hasChanged: v.optional(v.boolean()) }),
  // The snapshot itself is not checked: `version` says that its format is known.
  v.object({ version: v.literal(1), kind: v.literal('closing'), key: v.string(), snapshot: v.unknown() }),
])

const isPeerMessage = (data: unknown): data is PeerMessage => v.is(message, data)

/** @returns null if the page may not send messages to other pages of its origin */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name)
  }
  catch {
    return null
  }
}

/**
 * Connects the tabs of an origin. One tab at a time works on a closing (Web Locks; the browser releases the lock when the
 * tab ends, even if it crashes), and the others learn about it (BroadcastChannel). If the browser lacks one of these, for
 * example on a page that was not served over HTTPS, the journal alone keeps the tabs from closing a session twice.
 *
 * A page in the back-forward cache stands still. So the page gives its locks back before it enters the cache, and asks for them again
 * when it returns. It closes the channel too, because browsers throw a page out of the cache when a message arrives for it.
 */
export function createBrowserPeers(name: string): Peers {
  return {
    join(hear) {
      const open = (): BroadcastChannel | null => {
        const opened = openChannel(name)
        opened?.addEventListener('message', ({ data }: MessageEvent<unknown>) => { if (isPeerMessage(data)) hear(data) })
        return opened
      }
      const send = (message: PeerMessage): void => reopenIfClosed(() => channel?.postMessage(message), () => {
        channel = open()
        channel?.postMessage(message)
      })
      let channel = open()
      let hasLeft = false
      let isCached = false
      /** Called when the page is put into the cache. */
      const places = new Set<() => void>()
      /** What is done when the page returns. */
      const postponed = new Set<() => void>()

      const stopListening = listenToPageCache({
        onLeave() {
          isCached = true
          for (const giveBack of [...places]) giveBack()
          channel?.close()
        },
        onReturn() {
          isCached = false
          channel = open()
          const due = [...postponed]
          postponed.clear()
          for (const work of due) work()
        },
      })

      return {
        hold: (key, signal, onLost) => new Promise((resolve) => {
          const { locks } = globalThis.navigator ?? {}
          if (!locks) return resolve()
          const queue = (): void => {
            const place = new AbortController()
            let isHeld = false
            let isGivenBack = false
            const leave = (): void => {
              places.delete(giveBack)
              signal.removeEventListener('abort', leave)
              place.abort()
            }
            const giveBack = (): void => {
              isGivenBack = true
              leave()
              if (isHeld) onLost?.()
              else postponed.add(queue)
            }
            const holdUntilLeft = (): Promise<void> => new Promise((release) => {
              place.signal.addEventListener('abort', () => release(), { once: true })
              if (place.signal.aborted) return release()
              isHeld = true
              resolve()
            })
            places.add(giveBack)
            signal.addEventListener('abort', leave)
            if (signal.aborted) leave()
            // The request rejects if the browser forbids the page to store data, and when the place in the queue is left.
            locks.request(`${name} closing ${key}`, { signal: place.signal }, holdUntilLeft).catch(() => { if (!isGivenBack) resolve() })
          }
          if (isCached) postponed.add(queue)
          else queue()
        }),
        tell(message) {
          if (hasLeft) return
          if (isCached) postponed.add(() => send(message))
          else send(message)
        },
        leave() {
          hasLeft = true
          stopListening()
          channel?.close()
          channel = null
        },
      }
    },
  }
}
