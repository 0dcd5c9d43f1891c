import type { Timers, WebSocketLike } from './types'

/** What a socket reports. */
export interface SocketListeners {
  onOpen(): void
  onMessage(data: unknown): void
  /** @param error the error of the runtime; undefined if it reports none, as in browsers */
  onError(error: unknown): void
  onClose(code: number): void
}

/** Values of `readyState`. */
const OPEN = 1
const CLOSED = 3

const ignore = (): void => {}

/** Listens to a socket. After the returned function was called, no listener is called any more. */
export function listenToSocket(socket: WebSocketLike, listeners: SocketListeners): () => void {
  let isListening = true
  const open = (): void => {
    if (isListening) listeners.onOpen()
  }
  const message = (event: unknown): void => {
    if (isListening) listeners.onMessage((event as { readonly data: unknown }).data)
  }
  const close = (event: unknown): void => {
    if (isListening) listeners.onClose((event as { readonly code: number }).code)
  }
  const error = (event: unknown): void => {
    if (isListening) listeners.onError((event as { readonly error?: unknown }).error)
  }
  socket.addEventListener('open', open)
  socket.addEventListener('message', message)
  socket.addEventListener('close', close)
  socket.addEventListener('error', error)
  return () => {
    isListening = false
    socket.removeEventListener('open', open)
    socket.removeEventListener('message', message)
    socket.removeEventListener('close', close)
    socket.removeEventListener('error', error)
  }
}

/** How long a closed socket may wait for the other end to close too, in milliseconds. */
const CLOSING_LIMIT = 1_000

/**
 * Closes a socket that has no listeners left.
 * @param destroy ends the connection if the other end does not answer, so that it does not keep a process alive
 */
export function closeSocket(socket: WebSocketLike, timers: Timers, destroy?: () => void): void {
  if (socket.readyState === CLOSED) return
  // A socket of the ws package that is closed before it opened reports an error later, and throws it without a listener.
  const removeListeners = (): void => {
    stopTimer()
    socket.removeEventListener('error', ignore)
    socket.removeEventListener('close', removeListeners)
  }
  socket.addEventListener('error', ignore)
  socket.addEventListener('close', removeListeners)
  const stopTimer = destroy ? timers.after(CLOSING_LIMIT, destroy) : ignore
  try {
    socket.close()
  }
  catch {
    removeListeners()
  }
}

export const isSocketOpen = (socket: WebSocketLike): boolean => socket.readyState === OPEN

/** Whether a socket is closing or closed. */
export const isSocketOver = (socket: WebSocketLike): boolean => socket.readyState > OPEN
