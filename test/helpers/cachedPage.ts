import { onTestFinished, vi } from 'vitest'

/** The events of a page in the back-forward cache. */
const cacheEvent = (type: 'pagehide' | 'pageshow', persisted: boolean): Event => Object.assign(new Event(type), { persisted })

/** A global object that fires the events of a page, until the test is over. */
export function stubPage() {
  const page = new EventTarget()
  let listeners = 0
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    listeners += 1
    page.addEventListener(type, listener)
  })
  vi.stubGlobal('removeEventListener', (type: string, listener: () => void) => {
    listeners -= 1
    page.removeEventListener(type, listener)
  })
  onTestFinished(() => { vi.unstubAllGlobals() })
  return {
    get listeners() { return listeners },
    /** What listens from now on is another page. */
    forgetPage: () => { vi.stubGlobal('addEventListener', undefined) },
    /** Puts the page into the cache. */
    leave: () => { page.dispatchEvent(cacheEvent('pagehide', true)) },
    comeBack: () => { page.dispatchEvent(cacheEvent('pageshow', true)) },
    /** The page ends, or was just loaded. */
    fireWithoutCache: (type: 'pagehide' | 'pageshow') => { page.dispatchEvent(cacheEvent(type, false)) },
  }
}

/** The part of the browser's locks that is used. */
export function stubLocks() {
  const queues = new Map<string, Promise<unknown>>()
  const request = (name: string, ...given: [LockOptions, () => Promise<unknown>] | [() => Promise<unknown>]): Promise<unknown> => {
    const [{ signal }, task] = given.length === 2 ? given : [{} as LockOptions, given[0]]
    const turn = (queues.get(name) ?? Promise.resolve()).then(() => {
      if (signal?.aborted) throw signal.reason
      return task()
    })
    queues.set(name, turn.catch(() => {}))
    return turn
  }
  vi.stubGlobal('navigator', { locks: { request } })
}
