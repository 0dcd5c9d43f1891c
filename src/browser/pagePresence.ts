import type { Presence } from '../core/connection/types'
import { listenToPageCache } from './pageCache'

/** The part of an event target that is used. */
interface PresenceTarget {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/** Objects of a browser page that show whether somebody could be looking. Each may be left out. */
export interface BrowserPresenceTargets {
  /** Says when the device is online again, and when the page returns from the back-forward cache. */
  readonly window?: PresenceTarget | undefined
  /** Says whether the page is visible, and when that changes. */
  readonly document?: (PresenceTarget & { readonly visibilityState: string }) | undefined
  /** Says whether the device is online. */
  readonly navigator?: { readonly onLine: boolean } | undefined
}

/**
 * Tells the client when nobody could see what it reads for the screen: while the page is hidden or the device is
 * offline. The core itself touches no browser object, so they are passed in.
 *
 * `createNitrolite` does this for Vue apps. A browser app that uses `vue-nitrolite/core` passes it together with
 * `browserHints`:
 *
 * @example
 * createNitroliteClient({
 *   url,
 *   application,
 *   presence: browserPresence({ window, document, navigator }),
 *   reconnect: { hints: browserHints({ window, document }) },
 *   keep: createBrowserPersistence(),
 * })
 */
export function browserPresence({ window, document, navigator }: BrowserPresenceTargets): Presence {
  const isAway = (): boolean => document?.visibilityState === 'hidden' || navigator?.onLine === false
  return {
    isAway,
    onReturn(callback) {
      const onChange = (): void => {
        if (!isAway()) callback()
      }
      document?.addEventListener('visibilitychange', onChange)
      window?.addEventListener('online', onChange)
      const stopListening = window && listenToPageCache({ target: window, onReturn: onChange })
      return () => {
        stopListening?.()
        document?.removeEventListener('visibilitychange', onChange)
        window?.removeEventListener('online', onChange)
      }
    },
  }
}
