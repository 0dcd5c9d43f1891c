type Defer = (callback: () => void) => unknown

// Read when the module loads, because tests later replace the global timers with virtual ones.
const { setImmediate: runLater } = globalThis as { readonly setImmediate?: Defer }
const Channel = MessageChannel

/** Resolves in a later turn of the real event loop, after every promise that can settle without a timer has settled. */
export function systemTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (runLater) {
      runLater(resolve)
      return
    }
    const { port1, port2 } = new Channel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
