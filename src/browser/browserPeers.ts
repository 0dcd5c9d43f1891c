import type { PeerMessage, Peers } from '../core/peers/peers'

const fits = (data: unknown): data is PeerMessage => {
  const { version, kind, key } = (data ?? {}) as Partial<PeerMessage>
  // Another tab may still run another version of the page.
  return version === 1 && (kind === 'ask' || kind === 'closing') && typeof key === 'string'
}

/** Null where the page may not talk to others of its origin. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name)
  }
  catch {
    return null
  }
}

/**
 * The tabs of an origin: one at a time works on a closing (Web Locks, which the browser takes back from a tab that
 * ends in whatever way), and all others hear of it (BroadcastChannel). Where a browser lacks one of them, as on pages
 * that are not served securely, every tab goes on with what the journal holds.
 */
export function createBrowserPeers(name: string): Peers {
  return {
    join(hear) {
      let channel = openChannel(name)
      channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => { if (fits(data)) hear(data) })
      return {
        hold: (key, signal) => new Promise((resolve) => {
          const { locks } = globalThis.navigator ?? {}
          if (!locks) return resolve()
          const untilOver = (): Promise<void> => new Promise((end) => {
            signal.addEventListener('abort', () => end(), { once: true })
            if (signal.aborted) end()
            resolve()
          })
          // Refused where storing is, and by the signal.
          locks.request(`${name} closing ${key}`, { signal }, untilOver).catch(() => resolve())
        }),
        tell(message) {
          channel?.postMessage(message)
        },
        leave() {
          channel?.close()
          channel = null
        },
      }
    },
  }
}
