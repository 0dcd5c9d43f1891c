import type { WebSocketLike } from './types'

/** What a socket reports. */
export interface SocketListeners {
  open(): void
  message(data: unknown): void
  close(code: number): void
}

const OPEN = 1
const CLOSED = 3

const ignore = (): void => {}

/** Listens to a socket. The returned function stops that for good: no listener is called afterwards. */
export function listenToSocket(socket: WebSocketLike, listeners: SocketListeners): () => void {
  let listening = true
  const open = (): void => {
    if (listening) listeners.open()
  }
  const message = (event: unknown): void => {
    if (listening) listeners.message((event as { readonly data: unknown }).data)
  }
  const close = (event: unknown): void => {
    if (listening) listeners.close((event as { readonly code: number }).code)
  }
  socket.addEventListener('open', open)
  socket.addEventListener('message', message)
  socket.addEventListener('close', close)
  // Every error is followed by a close; the ws package throws where nobody listens to errors.
  socket.addEventListener('error', ignore)
  return () => {
    listening = false
    socket.removeEventListener('open', open)
    socket.removeEventListener('message', message)
    socket.removeEventListener('close', close)
    socket.removeEventListener('error', ignore)
  }
}

/** Closes a socket that nobody listens to any more. */
export function closeSocket(socket: WebSocketLike): void {
  if (socket.readyState === CLOSED) return
  // Closing a socket of the ws package before it is open makes it report an error later on.
  const closed = (): void => {
    socket.removeEventListener('error', ignore)
    socket.removeEventListener('close', closed)
  }
  socket.addEventListener('error', ignore)
  socket.addEventListener('close', closed)
  try {
    socket.close()
  }
  catch {
    closed()
  }
}

export const isSocketOpen = (socket: WebSocketLike): boolean => socket.readyState === OPEN

/** Whether a socket is closing or closed. */
export const isSocketOver = (socket: WebSocketLike): boolean => socket.readyState > OPEN
