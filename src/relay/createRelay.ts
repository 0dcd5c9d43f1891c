import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { requireOptions } from '../core/client/refuseOption'
import { NitroliteError } from '../core/errors/errors'
import type { ParticipantCheck } from './entries'
import type { RelayLimits } from './limits'
import { prometheusText, type RelayMetrics } from './metrics'
import { createRelayCore } from './relayCore'
import { serveSockets } from './serveSockets'

export interface RelayOptions {
  /** Port of an own server. @default 0, any free port */
  readonly port?: number
  /** Address of the own server: `0.0.0.0` or `::` to be reached from other machines. @default '127.0.0.1' */
  readonly host?: string
  /** A server of the app that shares its port with the relay. `port` and `host` are not used then. @default an own server */
  readonly server?: Server | SecureServer
  /** Path of the relay on its server. @default '/' */
  readonly path?: string
  /**
   * The host in the URL of the clients, with the port if it is not the usual one, for example `relay.example.com`. Clients sign
   * it, so that an answer for this relay is of no use at another one. Required with `server`, and behind a proxy.
   * @default host and port of the own server
   */
  readonly publicHost?: string
  /**
   * Origins of the pages that may connect, for example `https://app.example.com`; `*` for all. Programs that are not browsers
   * send no origin and may always connect.
   */
  readonly origins: readonly string[]
  /**
   * Says whether an address is a participant of a session. Without it, the relay believes the list that each client brings:
   * clients with different lists do not meet. It must answer within `limits.participantCheck`.
   * @default no further check
   */
  readonly isParticipant?: ParticipantCheck
  /** @default the limits of `RelayLimits` */
  readonly limits?: Partial<RelayLimits>
  /**
   * IP address of the client behind a request. Behind a proxy, take it from the header that the proxy sets.
   * @default the address at the other end of the connection
   */
  readonly clientAddress?: (request: IncomingMessage) => string
}

export interface Relay {
  /** Port on which the relay listens; null if the server of the app does not listen yet. */
  readonly port: number | null
  /** Numbers that stay up to date. They contain nothing about rooms, addresses or messages. */
  readonly metrics: RelayMetrics
  /** The metrics in the text format of Prometheus. An own server answers `/metrics` with it. */
  metricsText(): string
  /** Ends all sockets, and the own server. */
  close(): Promise<void>
}

const portOf = (server: Server | SecureServer): number | null => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : null
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').replace(/[?#].*$/s, '')

async function listen(host: string, port: number, sockets: number): Promise<Server> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 })
  // Connections that never become a socket are limited too, with some room for requests of the operator.
  server.maxConnections = sockets + 100
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return server
}

/** The host as `new URL()` writes it. @throws `OPTIONS_INVALID` */
function readHost(host: string): string {
  const url = URL.canParse(`wss://${host}`) ? new URL(`wss://${host}`) : null
  if (url && url.host !== '' && url.href === `wss://${url.host}/`) return url.host
  throw new NitroliteError('OPTIONS_INVALID', { option: 'publicHost', reason: 'It must be a host, with a port if it is not the usual one, such as relay.example.com.' })
}

/**
 * Starts a relay: it passes the messages of participants on who sign a session together. It cannot read signatures, talks to no
 * node, and keeps messages in memory only. Node.js only. Needs the package `ws`.
 * @throws `OPTIONS_INVALID`; an error of Node.js if the port cannot be used, for example `EADDRINUSE`
 */
export async function createRelay(options: RelayOptions): Promise<Relay> {
  requireOptions('createRelay', options, 'origins')
  const { port = 0, host = '127.0.0.1', path = '/', origins, isParticipant, limits, clientAddress } = options
  if (options.server && options.publicHost === undefined) {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'publicHost', reason: 'It is required for a relay on a server of the app.' })
  }
  const publicHost = options.publicHost === undefined ? null : readHost(options.publicHost)
  const own = options.server ? null : await listen(host, port, limits?.sockets ?? 10_000)
  const server = options.server ?? own as Server
  try {
    const hostOfUrl = publicHost ?? readHost(`${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`)
    const core = createRelayCore({ publicHost: hostOfUrl, origins, isParticipant, limits })
    const addressOf = clientAddress ?? (request => request.socket.remoteAddress ?? '')
    const sockets = await serveSockets(core, addressOf)
    const metricsText = (): string => prometheusText(core.metrics)

    const onUpgrade: typeof sockets.upgrade = (request, connection, head) => {
      if (pathOf(request) === path) sockets.upgrade(request, connection, head)
      else if (own) connection.destroy()
    }
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => answer(pathOf(request), response, metricsText)
    server.on('upgrade', onUpgrade)
    own?.on('request', onRequest)

    return {
      get port() { return portOf(server) },
      metrics: core.metrics,
      metricsText,
      async close() {
        server.off('upgrade', onUpgrade)
        core.stop()
        sockets.close()
        await endServer(own)
      },
    }
  }
  catch (thrown) {
    await endServer(own)
    throw thrown
  }
}

function answer(path: string, response: ServerResponse, metricsText: () => string): void {
  const [status, body] = path === '/health' ? [200, 'ok\n'] : path === '/metrics' ? [200, metricsText()] : [404, 'not found\n']
  response.writeHead(status, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
  response.end(body)
}

async function endServer(server: Server | null): Promise<void> {
  if (!server) return
  const ended = new Promise<void>((resolve) => { server.close(() => { resolve() }) })
  server.closeAllConnections()
  await ended
}
