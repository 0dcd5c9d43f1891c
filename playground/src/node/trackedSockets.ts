import type { WebSocketConstructor, WebSocketLike } from 'vue-nitrolite/core'

/** A WebSocket class whose open sockets can be cut, to see what the page makes of a lost connection. */
export interface TrackedSockets {
  readonly WebSocket: WebSocketConstructor
  /** Ends every socket; what the node has received, it still completes. */
  cut(): void
}

/** Close code of a cut, from the range that is free for applications. */
const CUT = 4000

export function trackSockets(Base: WebSocketConstructor): TrackedSockets {
  const sockets = new Set<WebSocketLike>()

  function open(url: string): WebSocketLike {
    const socket = new Base(url)
    sockets.add(socket)
    socket.addEventListener('close', () => sockets.delete(socket))
    return socket
  }

  return {
    // A constructor may return another object than the one it was called for.
    WebSocket: function (url: string) { return open(url) } as unknown as WebSocketConstructor,
    cut: () => { for (const socket of sockets) socket.close(CUT, 'cut in the playground') },
  }
}
