import { createConnection } from './connection/connection'
import type { Connection, ConnectionStatus } from './connection/types'
import type { FrameEvent, NitroliteEvents, PushEvent } from './events'
import type { Login, Protocol } from './protocols/protocol'
import type { ResolvedOptions } from './resolveOptions'
import type { Balance } from './sessions/types'
import type { Hex } from './types'
import type { ResolvedSigner } from './wallet/types'

/** What a link tells. */
export interface LinkEvents {
  status(status: ConnectionStatus): void
  login(login: Login): void
  balances(balances: readonly Balance[]): void
  session(sessionId: Hex): void
  push(event: PushEvent): void
  frame(event: FrameEvent): void
  unmatched(event: Parameters<NitroliteEvents['unmatched']>[0]): void
  error(thrown: unknown): void
}

/** A connection together with the one login that it carries. Another wallet gets another link. */
export interface Link {
  readonly connection: Connection
  /** Whether the node can be asked now. */
  readonly isOpen: boolean
  login(): Login | null
  /** Resolves once the node can be asked, as long as it takes. */
  reachable(): Promise<void>
}

/** What a link is made of. */
export interface LinkParts {
  readonly options: ResolvedOptions
  readonly protocol: Protocol
  /** Finds out who signs; null reads only. */
  readonly signer: (() => Promise<ResolvedSigner>) | null
  readonly on: LinkEvents
}

const isOpenStatus = (status: ConnectionStatus): boolean => status === 'open' || status === 'ready'

/** Makes a link; nothing is opened before its connection connects. */
export function createLink({ options, protocol, signer, on }: LinkParts): Link {
  let resolved: Promise<ResolvedSigner> | null = null
  let login: Login | null = null

  function resolveSigner(from: () => Promise<ResolvedSigner>): Promise<ResolvedSigner> {
    resolved ??= from().catch((thrown: unknown) => {
      resolved = null
      throw thrown
    })
    return resolved
  }

  async function logIn(connection: Connection): Promise<boolean> {
    if (!signer) return false
    connection.markAuthenticating()
    const made = await protocol.authenticate(connection, await resolveSigner(signer))
    login = made
    on.login(made)
    protocol.readBalances(connection, made).then(on.balances, on.error)
    return true
  }

  const connection = createConnection({
    url: options.url,
    WebSocket: options.WebSocket,
    ...(options.socket && { socket: options.socket }),
    codec: protocol.codec,
    timeouts: options.timeouts,
    reconnect: options.reconnect,
    frameLimit: options.frameLimit,
    onOpen: logIn,
    ping: (each, deadline) => protocol.ping(each, deadline),
  })

  connection.on('status', status => {
    if (!isOpenStatus(status)) login = null
    on.status(status)
  })
  connection.on('frame', on.frame)
  connection.on('unmatched', on.unmatched)
  connection.on('error', on.error)
  connection.on('push', push => {
    on.push({ name: push.name, params: push.params, ts: push.ts })
    const change = protocol.interpretPush(push.name, push.params)
    if (change?.kind === 'balances' && login) on.balances(change.balances)
    if (change?.kind === 'session') on.session(change.sessionId)
  })

  return {
    connection,
    get isOpen() { return isOpenStatus(connection.status) },
    login: () => login,
    reachable: () => new Promise(resolve => {
      if (isOpenStatus(connection.status)) return resolve()
      const stop = connection.on('status', status => {
        if (!isOpenStatus(status)) return
        stop()
        resolve()
      })
    }),
  }
}
