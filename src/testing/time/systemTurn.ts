type Defer = (callback: () => void) => unknown

// Taken when the module loads: tests replace the globals by timers that stand still.
const { setImmediate: immediate } = globalThis as { readonly setImmediate?: Defer }
const Channel = MessageChannel

/** Resolves in a later turn of the real event loop, when every promise that could settle by itself has done so. */
export function systemTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) {
      immediate(resolve)
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
