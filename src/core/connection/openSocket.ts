import type { WebSocketConstructor, WebSocketLike } from './types'
import { traceUndici } from './undiciTrace'

/** A WebSocket that the client has opened itself. */
export interface OpenedSocket {
  readonly socket: WebSocketLike
  /** Ends the connection at once, without asking the other end. Undefined if that is not possible, as in browsers. */
  readonly destroy: (() => void) | undefined
}

/** What the sockets of the ws package can do in addition. */
interface Terminable {
  terminate(): void
}

const isTerminable = (socket: WebSocketLike): socket is WebSocketLike & Terminable =>
  'terminate' in socket && typeof socket.terminate === 'function'

/** After one of these events, nothing more can be learned about the connection below a WebSocket. */
const OPENING_ENDED = ['open', 'error', 'close'] as const

/** @throws whatever the class throws */
export function openSocket(Socket: WebSocketConstructor, url: string): OpenedSocket {
  const trace = traceUndici()
  let socket: WebSocketLike
  try {
    socket = trace ? trace.run(() => new Socket(url)) : new Socket(url)
  }
  catch (thrown) {
    trace?.stop()
    throw thrown
  }
  if (isTerminable(socket)) {
    trace?.stop()
    return { socket, destroy: () => { socket.terminate() } }
  }
  if (!trace) return { socket, destroy: undefined }

  const stop = (): void => {
    trace.stop()
    for (const type of OPENING_ENDED) socket.removeEventListener(type, stop)
  }
  for (const type of OPENING_ENDED) socket.addEventListener(type, stop)
  return { socket, get destroy() { return trace.destroy } }
}
