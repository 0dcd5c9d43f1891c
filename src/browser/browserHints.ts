import type { ReconnectHints } from '../core/connection/types'

/** The part of an event target that is used. */
interface HintTarget {
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
}

/** Where a browser tells that a try is worth while; each may be left out. */
export interface BrowserHintTargets {
  /** Tells when the network is back. */
  readonly window?: HintTarget | undefined
  /** Tells when the page is visible again. */
  readonly document?: (HintTarget & { readonly visibilityState: string }) | undefined
}

/** Reconnect hints from the objects of a browser, which are handed in since the core touches none. */
export function browserHints({ window, document }: BrowserHintTargets): ReconnectHints {
  return {
    onHint(listener) {
      const online = (): void => listener()
      const visible = (): void => {
        if (document?.visibilityState === 'visible') listener()
      }
      window?.addEventListener('online', online)
      document?.addEventListener('visibilitychange', visible)
      return () => {
        window?.removeEventListener('online', online)
        document?.removeEventListener('visibilitychange', visible)
      }
    },
  }
}
