import type { WebSocketConstructor, WebSocketLike } from 'vue-nitrolite/core'

/** A WebSocket class whose open sockets can be closed from outside, to try out a lost connection. */
export interface TrackedSockets {
  readonly WebSocket: WebSocketConstructor
  /** Closes every open socket. The node still completes the requests that it has received. */
  cut(): void
}

/** From the range of close codes that is free for applications. */
const CUT_CLOSE_CODE = 4000

export function trackSockets(Base: WebSocketConstructor): TrackedSockets {
  const sockets = new Set<WebSocketLike>()

  function open(url: string): WebSocketLike {
    const socket = new Base(url)
    sockets.add(socket)
    socket.addEventListener('close', () => sockets.delete(socket))
    return socket
  }

  return {
    // A constructor may return another object than `this`.
    WebSocket: function (url: string) { return open(url) } as unknown as WebSocketConstructor,
    cut: () => { for (const socket of sockets) socket.close(CUT_CLOSE_CODE, 'cut in the playground') },
  }
}
