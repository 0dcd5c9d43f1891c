import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import { LONGEST_FRAME } from '../core/cosigning/relay/frames'
import { NitroliteError } from '../core/errors/errors'
import type { NetworkShare } from './arrivals'
import type { RelayCore } from './relayCore'

/** How long a client that is sent away may take to close its socket, in milliseconds. */
const LEAVING_TIME = 1_000

/**
 * How many pieces of a message, and how many reads of a frame, may wait for the rest. Each of them needs about 400 bytes of memory
 * besides its content. Honest clients need fewer: they send a message in one piece, and the longest frame fills 124 of the smallest
 * usual packets.
 */
const MOST_FRAGMENTS = 128
const MOST_READS = 256

/** Memory that a frame needs besides its bytes while its client has not read it, as measured with Node.js 20 and ws 8.23. */
const UNREAD_OVERHEAD = 250

/** Milliseconds after which a refused client may come again, for the header Retry-After in seconds. */
const RETRY_AFTER = 30_000

/** The sockets of a relay. */
export interface SocketService {
  /** Handles the `upgrade` event of a server. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void
  /** Ends all sockets. */
  close(): void
}

async function createSocketServer(): Promise<WebSocketServer> {
  const ws = await import('ws').catch((cause: unknown) => {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'ws', reason: 'The relay needs the package ws: npm install ws' }, { cause })
  })
  // Compression would need memory for each socket, and pings are answered by the visit, which limits them.
  return new ws.WebSocketServer({
    noServer: true, maxPayload: LONGEST_FRAME, maxFragments: MOST_FRAGMENTS, maxBufferedChunks: MOST_READS, perMessageDeflate: false, autoPong: false,
  })
}

function refuse(connection: Duplex, status: 403 | 503): void {
  const line = status === 403 ? '403 Forbidden' : `503 Service Unavailable\r\nRetry-After: ${RETRY_AFTER / 1000}`
  connection.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Ends the connection of a client that does not close its socket in time. */
function endSoon(socket: WebSocket): void {
  const timer = setTimeout(() => { socket.terminate() }, LEAVING_TIME)
  socket.once('close', () => { clearTimeout(timer) })
}

function serve(core: RelayCore, socket: WebSocket, share: NetworkShare): void {
  let unreadFrames = 0
  /** Also called for frames that are lost because the connection ends. */
  const onRead = (): void => {
    unreadFrames -= 1
    visit.noteUnread()
  }
  const visit = core.visit({
    get unreadBytes() { return socket.bufferedAmount + unreadFrames * UNREAD_OVERHEAD },
    send(text) {
      unreadFrames += 1
      socket.send(text, onRead)
    },
    ping() {
      unreadFrames += 1
      socket.ping('', false, onRead)
    },
    pong() {
      unreadFrames += 1
      socket.pong('', false, onRead)
    },
    close(code, reason) {
      socket.close(code, reason)
      endSoon(socket)
    },
    destroy: () => { socket.terminate() },
  }, share)
  socket.on('message', (data, isBinary) => { visit.receive(isBinary ? null : String(data)) })
  socket.on('ping', () => { visit.ping() })
  socket.on('pong', () => { visit.pong() })
  socket.on('close', () => { visit.end() })
  // The package reports a frame that is too long or breaks WebSocket itself, and has begun to close the socket.
  socket.on('error', () => {
    core.noteUnreadableFrame()
    endSoon(socket)
  })
}

/**
 * Serves the sockets of a relay with the package `ws`.
 * @param addressOf IP address of a client
 * @throws `OPTIONS_INVALID` if the package is not installed
 */
export async function serveSockets(core: RelayCore, addressOf: (request: IncomingMessage) => string): Promise<SocketService> {
  const server = await createSocketServer()
  return {
    upgrade(request, connection, head) {
      // Without a listener the error of a connection that breaks now would end the process.
      connection.on('error', () => { connection.destroy() })
      const admission = core.admit({ origin: request.headers.origin, address: addressOf(request) })
      if (typeof admission === 'number') {
        refuse(connection, admission)
        return
      }
      // The connection also closes when the client does not complete the handshake.
      connection.once('close', admission.leave)
      server.handleUpgrade(request, connection, head, (socket) => { serve(core, socket, admission.share) })
    },
    close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
    },
  }
}
