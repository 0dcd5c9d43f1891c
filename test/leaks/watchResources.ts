import { vi } from 'vitest'

/** Resources that were taken since the watching started and have not been released. */
export interface HeldResources {
  /** Types of the events that window and document still have listeners for. */
  readonly listeners: readonly string[]
  readonly timers: number
  /** Number of sockets that were opened and not closed. */
  readonly sockets: number
}

/** A socket that never opens. */
function makeSocketClass(open: Set<object>) {
  return class extends EventTarget {
    readyState = 0

    constructor() {
      super()
      open.add(this)
    }

    send(): void {}

    close(): void {
      this.readyState = 3
      open.delete(this)
      this.dispatchEvent(new Event('close'))
    }
  }
}

/** Counts listeners on window and document, timers and sockets, as they are taken and released. */
export function watchResources(): { left(): HeldResources, stop(): void } {
  const listeners: { target: EventTarget, type: string, listener: unknown }[] = []
  const sockets = new Set<object>()
  const spies = [window, document].flatMap((target: EventTarget) => [
    vi.spyOn(target, 'addEventListener').mockImplementation((type, listener) => {
      listeners.push({ target, type, listener })
    }),
    vi.spyOn(target, 'removeEventListener').mockImplementation((type, listener) => {
      const index = listeners.findIndex(entry => entry.target === target && entry.type === type && entry.listener === listener)
      if (index >= 0) listeners.splice(index, 1)
    }),
  ])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  vi.stubGlobal('WebSocket', makeSocketClass(sockets))

  return {
    left: () => ({ listeners: listeners.map(({ type }) => type), timers: vi.getTimerCount(), sockets: sockets.size }),
    stop() {
      for (const spy of spies) spy.mockRestore()
      vi.useRealTimers()
      vi.unstubAllGlobals()
    },
  }
}
