import type { EmbeddedNode } from './types'

export interface ServerOptions {
  /** @default 0, any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
}

export interface EmbeddedServer {
  readonly url: string
  /** Ends every connection and then the server. The node keeps running. */
  close(): Promise<void>
}

/**
 * Serves a node to other processes. Node.js only. Needs the `ws` package, which is loaded by the call.
 * @throws Error of Node.js if the server cannot listen, for example `EADDRINUSE` if the port is taken
 */
export async function serveEmbeddedNode(
  node: EmbeddedNode,
  { port = 0, host = '127.0.0.1' }: ServerOptions = {},
): Promise<EmbeddedServer> {
  const { WebSocketServer } = await import('ws')
  const server = new WebSocketServer({ port, host })
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })

  server.on('connection', (socket) => {
    const connection = node.connect({
      onMessage: text => { socket.send(text) },
      onClose: () => { socket.terminate() },
    })
    socket.on('message', (data) => { connection.receive(String(data)) })
    socket.on('close', (code, reason) => { connection.close(code, String(reason)) })
    // Without a listener the error would end the process. A `close` event follows.
    socket.on('error', () => { socket.terminate() })
  })

  const address = server.address()
  const actualPort = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `ws://${host}:${actualPort}`,
    close: () => new Promise((resolve, reject) => {
      for (const socket of server.clients) socket.terminate()
      server.close((error) => {
        if (error) reject(error)
        else resolve()
      })
    }),
  }
}
