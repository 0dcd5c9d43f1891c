import type { WebSocketLike } from './types'

/** What a server answered instead of opening a WebSocket. */
export interface UpgradeRefusal {
  /** HTTP status. */
  readonly status: number
  /** How long the server asks to wait, in milliseconds; 0 if it does not. */
  readonly retryAfter: number
}

/** The part of Node's `IncomingMessage` that is read. */
interface UpgradeResponse {
  readonly statusCode?: number | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The `ws` package reports the HTTP response in an event of its own. No other WebSocket reports it. */
interface ResponseEvents {
  on(event: 'unexpected-response', listener: (request: unknown, response: UpgradeResponse) => void): unknown
  off(event: 'unexpected-response', listener: (request: unknown, response: UpgradeResponse) => void): unknown
}

const hasResponseEvents = (socket: WebSocketLike): socket is WebSocketLike & ResponseEvents =>
  'on' in socket && 'off' in socket && typeof socket.on === 'function' && typeof socket.off === 'function'

/**
 * Listens for the refusal of a WebSocket by its server, if the runtime reports it. While somebody listens, the `ws`
 * package leaves it to the listener to close the socket.
 * @param now this device's clock in Unix milliseconds
 * @returns a function that stops listening
 */
export function listenToRefusal(
  socket: WebSocketLike, now: () => number, onRefused: (refusal: UpgradeRefusal) => void,
): () => void {
  if (!hasResponseEvents(socket)) return () => {}
  const listener = (_: unknown, { statusCode = 0, headers }: UpgradeResponse): void => {
    const server = Date.parse(String(headers['date']))
    onRefused({ status: statusCode, retryAfter: readRetryAfter(headers['retry-after'], server || now()) })
  }
  socket.on('unexpected-response', listener)
  return () => { socket.off('unexpected-response', listener) }
}

/** The longest wait that a server can ask for, in milliseconds. A longer one is most likely a mistake. */
const LONGEST_WAIT = 86_400_000

/**
 * Reads the header Retry-After (RFC 9110, 10.2.3): a number of seconds, or an HTTP date.
 * @param header undefined if the response has none
 * @param now the server's clock in Unix milliseconds, to which a date refers
 * @returns milliseconds, at most one day; 0 if there is nothing to wait for
 */
export function readRetryAfter(header: string | readonly string[] | undefined, now: number): number {
  const text = String(header ?? '').trim()
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : 0
}
