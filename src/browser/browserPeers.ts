import * as v from 'valibot'
import type { PeerMessage, Peers } from '../core/peers/peers'
import { reopenIfClosed } from './closedByBrowser'

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
 */
export function createBrowserPeers(name: string): Peers {
  return {
    join(hear) {
      const open = (): BroadcastChannel | null => {
        const opened = openChannel(name)
        opened?.addEventListener('message', ({ data }: MessageEvent<unknown>) => { if (isPeerMessage(data)) hear(data) })
        return opened
      }
      let channel = open()
      let hasLeft = false
      return {
        hold: (key, signal) => new Promise((resolve) => {
          const { locks } = globalThis.navigator ?? {}
          if (!locks) return resolve()
          const holdUntilAborted = (): Promise<void> => new Promise((release) => {
            signal.addEventListener('abort', () => release(), { once: true })
            if (signal.aborted) release()
            resolve()
          })
          // The request rejects if the browser forbids the page to store data, and when the signal aborts it.
          locks.request(`${name} closing ${key}`, { signal }, holdUntilAborted).catch(() => resolve())
        }),
        tell(message) {
          if (hasLeft) return
          reopenIfClosed(() => channel?.postMessage(message), () => {
            channel = open()
            channel?.postMessage(message)
          })
        },
        leave() {
          hasLeft = true
          channel?.close()
          channel = null
        },
      }
    },
  }
}
