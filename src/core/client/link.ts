import { createConnection } from '../connection/connection'
import type { BoundConnection, Connection, ConnectionStatus, FrameEvent, UnmatchedFrame } from '../connection/types'
import { codeOf, NitroliteError } from '../errors/errors'
import { isNodeBusy, isUnreachable } from '../errors/groups'
import type { Protocols } from '../protocols/detect'
import type { Login, NodeChange, Protocol, WatchedSubject } from '../protocols/protocol'
import type { Balance } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { ResolvedSigner } from '../wallet/types'
import type { PushEvent } from './events'
import type { ResolvedOptions } from './resolveOptions'

/** Events of a link. */
export interface LinkEvents {
  status(status: ConnectionStatus): void
  /** `Connection.isSilent` has changed. */
  silence(): void
  login(login: Login): void
  balances(balances: readonly Balance[]): void
  session(sessionId: Hex): void
  push(event: PushEvent): void
  frame(event: FrameEvent): void
  unmatched(event: UnmatchedFrame): void
  error(thrown: unknown): void
}

/**
 * A `Connection` together with the one login that it carries. After every reconnect the link logs in again. Another
 * wallet gets another link.
 */
export interface Link {
  readonly connection: Connection
  /** The protocol that the node speaks, or null until it is known. */
  readonly protocol: Protocol | null
  /** Waits until the protocol is known. @throws like `Connection.whenReady` */
  whenProtocolKnown(): Promise<Protocol>
  /** Who is logged in now, or null. */
  readonly login: Login | null
  /** The wallet that the signer names, whether or not it is logged in yet; null until the signer has named it. */
  readonly wallet: Address | null
  /** Never asks the wallet again. The link only serves the closings that are still running on it. */
  retire(): void
}

/** What a link is made of. */
export interface LinkParts {
  readonly options: ResolvedOptions
  readonly protocols: Protocols
  /** Resolves the signer; null for a link that only reads. */
  readonly signer: (() => Promise<ResolvedSigner>) | null
  /** What the app watches now. @default nothing */
  readonly subjects?: () => readonly WatchedSubject[]
  /** Whether anybody looks at frames now. @default always */
  readonly isFrameWanted?: (() => boolean) | undefined
  readonly on: LinkEvents
}

const withoutAsking = (signer: ResolvedSigner): ResolvedSigner =>
  signer.kind === 'login' ? signer : { ...signer, isUnavailable: true }

/** Creates a link. Nothing is opened before its connection connects. */
export function createLink({ options, protocols, signer, subjects, isFrameWanted, on }: LinkParts): Link {
  let protocol = protocols.assumed
  let isProtocolKnown = false
  let resolving: Promise<ResolvedSigner> | null = null
  let login: Login | null = null
  let wallet: Address | null = null
  let isRetired = false
  /** Aborted when nobody wants to be logged in on this link any more. */
  let wish = new AbortController()

  function onChange(change: NodeChange | null): void {
    if (change?.kind === 'balances' && login) on.balances(change.balances)
    if (change?.kind === 'session') on.session(change.sessionId)
  }

  function resolveSigner(resolve: () => Promise<ResolvedSigner>): Promise<ResolvedSigner> {
    resolving ??= resolve().then((resolved) => {
      wallet = resolved.kind === 'login' ? resolved.login.wallet : resolved.wallet.address
      return resolved
    }).catch((thrown: unknown) => {
      resolving = null
      throw thrown
    })
    return resolving
  }

  async function authenticate(over: BoundConnection, resolved: ResolvedSigner): Promise<Login | null> {
    try {
      return await protocol.authenticate(over, isRetired ? withoutAsking(resolved) : resolved, wish.signal)
    }
    catch (thrown) {
      // A retired link may stay connected without a login, so that its closings can still read from the node.
      if (isRetired && !isUnreachable(codeOf(thrown)) && !isNodeBusy(codeOf(thrown))) return null
      throw thrown
    }
  }

  /** @param over sends over the socket that has just opened, and over no later one */
  async function logIn(over: BoundConnection): Promise<boolean> {
    protocol = await protocols.detect(over, (choice) => { protocol = choice })
    isProtocolKnown = true
    if (subjects) protocol.follow?.({ connection: over, subjects, login: () => login, onChange })
    if (!signer) return false
    over.markAuthenticating()
    const authenticated = await authenticate(over, await resolveSigner(signer))
    if (!authenticated) return false
    // A shared socket can answer even after `disconnect()`.
    if (over.status !== 'authenticating') throw new NitroliteError('NOT_CONNECTED')
    login = authenticated
    on.login(authenticated)
    protocol.readBalances(over, authenticated).then(on.balances, (thrown: unknown) => {
      // If the login has ended meanwhile, the status has already said so.
      if (login === authenticated) on.error(thrown)
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
    isFrameWanted,
    presence: options.presence,
    timers: options.timers,
    onOpen: logIn,
    ping: (over, deadline) => protocol.ping(over, deadline),
  })

  connection.on('status', status => {
    if (status !== 'open' && status !== 'ready') {
      login = null
      // A reconnect may reach another node at the same address.
      isProtocolKnown &&= status === 'authenticating'
    }
    if (status === 'closed') {
      wish.abort()
      wish = new AbortController()
    }
    on.status(status)
  })
  connection.on('silence', on.silence)
  connection.on('frame', on.frame)
  connection.on('unmatched', on.unmatched)
  connection.on('error', on.error)
  connection.on('push', push => {
    on.push({ name: push.name, params: push.params, ts: push.ts })
    onChange(protocol.interpretPush(push.name, push.params))
  })

  return {
    connection,
    get protocol() { return isProtocolKnown ? protocol : null },
    async whenProtocolKnown() {
      if (!isProtocolKnown) await connection.whenReady()
      return protocol
    },
    get login() { return login },
    get wallet() { return wallet },
    retire() {
      isRetired = true
      wish.abort()
    },
  }
}
