import { createConnection } from '../connection/connection'
import type { BoundConnection, Connection, ConnectionStatus, FrameEvent, UnmatchedFrame } from '../connection/types'
import type { AttachedClosing } from '../closing/context'
import { codeOf, NitroliteError } from '../errors/errors'
import { isUnreachable } from '../errors/groups'
import type { PushEvent } from './events'
import type { Protocols } from '../protocols/detect'
import type { Login, NodeChange, Protocol, WatchedSubject } from '../protocols/protocol'
import type { ResolvedOptions } from './resolveOptions'
import type { Balance } from '../sessions/types'
import type { Hex } from '../types'
import type { ResolvedSigner } from '../wallet/types'

/** What a link tells. */
export interface LinkEvents {
  status(status: ConnectionStatus): void
  login(login: Login): void
  balances(balances: readonly Balance[]): void
  session(sessionId: Hex): void
  push(event: PushEvent): void
  frame(event: FrameEvent): void
  unmatched(event: UnmatchedFrame): void
  error(thrown: unknown): void
}

/** A connection together with the one login that it carries. Another wallet gets another link. */
export interface Link {
  readonly connection: Connection
  /** Whether the node can be asked now. */
  readonly isOpen: boolean
  /** What the node speaks; null until it is known. */
  readonly protocol: Protocol | null
  /** Waits until it is known. @throws as `Connection.whenReady` */
  whenMet(): Promise<Protocol>
  login(): Login | null
  /** The node no longer takes what this login signs. */
  isSpent: boolean
  /** Closings that still need this connection. */
  readonly closings: Set<AttachedClosing>
  /** Another link takes its place: it only finishes what runs, and asks no wallet to log in again. */
  retire(): void
}

/** What a link is made of. */
export interface LinkParts {
  readonly options: ResolvedOptions
  readonly protocols: Protocols
  /** Finds out who signs; null reads only. */
  readonly signer: (() => Promise<ResolvedSigner>) | null
  /** What the app shows now. @default nothing, ever */
  readonly subjects?: () => readonly WatchedSubject[]
  readonly on: LinkEvents
}

const away = (signer: ResolvedSigner): ResolvedSigner => signer.kind === 'login' ? signer : { ...signer, isUnavailable: true }

const isOpenStatus = (status: ConnectionStatus): boolean => status === 'open' || status === 'ready'

/** Makes a link; nothing is opened before its connection connects. */
export function createLink({ options, protocols, signer, subjects, on }: LinkParts): Link {
  let protocol = protocols.assumed
  let isMet = false
  let resolving: Promise<ResolvedSigner> | null = null
  let login: Login | null = null
  let isRetired = false

  function onChange(change: NodeChange | null): void {
    if (change?.kind === 'balances' && login) on.balances(change.balances)
    if (change?.kind === 'session') on.session(change.sessionId)
  }

  async function logIn(connection: BoundConnection): Promise<boolean> {
    protocol = await protocols.detect(connection, (choice) => { protocol = choice })
    isMet = true
    if (subjects) protocol.follow?.({ connection, subjects, login: () => login, onChange })
    if (!signer) return false
    connection.markAuthenticating()
    resolving ??= signer().catch((thrown: unknown) => {
      resolving = null
      throw thrown
    })
    const resolved = await resolving
    const made = await protocol.authenticate(connection, isRetired ? away(resolved) : resolved).catch((thrown: unknown) => {
      // Much can be found out without a login, and a wallet that was left is not asked again.
      if (isRetired && !isUnreachable(codeOf(thrown))) return null
      throw thrown
    })
    if (!made) return false
    // A shared socket answers at once, perhaps after somebody has disconnected.
    if (connection.status !== 'authenticating') throw new NitroliteError('NOT_CONNECTED')
    login = made
    on.login(made)
    protocol.readBalances(connection, made).then(on.balances, (thrown: unknown) => {
      // Of a connection that has ended meanwhile everybody knows.
      if (login === made) on.error(thrown)
    })
    return true
  }

  const connection = createConnection({
    url: options.url,
    WebSocket: options.WebSocket,
    ...(options.socket && { socket: options.socket }),
    codec: { decode: raw => protocol.codec.decode(raw) },
    timeouts: options.timeouts,
    reconnect: options.reconnect,
    frameLimit: options.frameLimit,
    presence: options.presence,
    timers: options.timers,
    onOpen: logIn,
    ping: (each, deadline) => protocol.ping(each, deadline),
  })

  connection.on('status', status => {
    if (!isOpenStatus(status)) {
      login = null
      isMet &&= status === 'authenticating'
    }
    on.status(status)
  })
  connection.on('frame', on.frame)
  connection.on('unmatched', on.unmatched)
  connection.on('error', on.error)
  connection.on('push', push => {
    on.push({ name: push.name, params: push.params, ts: push.ts })
    onChange(protocol.interpretPush(push.name, push.params))
  })

  return {
    connection,
    get isOpen() { return isOpenStatus(connection.status) },
    get protocol() { return isMet ? protocol : null },
    async whenMet() {
      if (!isMet) await connection.whenReady()
      return protocol
    },
    login: () => login,
    isSpent: false,
    closings: new Set(),
    retire() { isRetired = true },
  }
}
