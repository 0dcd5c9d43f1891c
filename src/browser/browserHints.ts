import type { ReconnectHints } from '../core/connection/reconnectOptions'
import { listenToPageCache } from './pageCache'

/** The part of an event target that the hints use. */
interface HintTarget {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/** The objects whose events say that another attempt to connect is worthwhile. Each may be left out. */
export interface BrowserHintTargets {
  /** Fires `online` when the network is back, and `pageshow` when the page returns from the back-forward cache. */
  readonly window?: HintTarget | undefined
  /** Fires `visibilitychange` when the page becomes visible again. */
  readonly document?: (HintTarget & { readonly visibilityState: string }) | undefined
}

/** Reconnect hints from browser objects. The caller passes them in, so that this also loads where there are none. */
export function browserHints({ window, document }: BrowserHintTargets): ReconnectHints {
  return {
    onHint(listener) {
      const onOnline = (): void => listener()
      const onVisibilityChange = (): void => {
        if (document?.visibilityState === 'visible') listener()
      }
      window?.addEventListener('online', onOnline)
      document?.addEventListener('visibilitychange', onVisibilityChange)
      // Browsers close the sockets of a page in the cache.
      const stopListening = window && listenToPageCache({ target: window, onReturn: listener })
      return () => {
        stopListening?.()
        window?.removeEventListener('online', onOnline)
        document?.removeEventListener('visibilitychange', onVisibilityChange)
      }
    },
  }
}
