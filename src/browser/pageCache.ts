import type { Unsubscribe } from '../core/types'

/** The part of an event target that is used. Node.js has none. */
interface PageTarget {
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
}

interface PageCacheListeners {
  /** Where the events are fired. @default the global object */
  readonly target?: PageTarget
  /** The page will stand still in a moment, and perhaps never continue. */
  readonly onLeave?: () => void
  /** The page continues. */
  readonly onReturn?: () => void
}

/** Whether `pagehide` or `pageshow` is about the cache. Other pages end, or have just been loaded. */
const isOfCache = (event: unknown): boolean => Object(event).persisted === true

/**
 * Browsers may keep a page that the person leaves, in the back-forward cache: it stands still, and continues when the person
 * comes back. Nothing is called where there are no such events.
 */
export function listenToPageCache({ target = globalThis, onLeave, onReturn }: PageCacheListeners): Unsubscribe {
  const hide = (event?: unknown): void => { if (isOfCache(event)) onLeave?.() }
  const show = (event?: unknown): void => { if (isOfCache(event)) onReturn?.() }
  target.addEventListener?.('pagehide', hide)
  target.addEventListener?.('pageshow', show)
  return () => {
    target.removeEventListener?.('pagehide', hide)
    target.removeEventListener?.('pageshow', show)
  }
}
