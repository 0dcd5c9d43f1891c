import type { AttachedClosing } from '../closing/context'
import type { IsolatedEvents } from '../connection/isolatedEvents'
import type { ConnectionStatus, RenewalReason } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import type { Protocols } from '../protocols/detect'
import type { Access, Protocol, WatchedSubject } from '../protocols/protocol'
import type { Address, Unsubscribe } from '../types'
import { walletNamedBy } from '../wallet/namedWallet'
import { resolveWallet } from '../wallet/resolveWallet'
import type { SignerInput } from '../wallet/types'
import { watchAccounts } from '../wallet/watchAccounts'
import type { Account } from './account'
import { isLoginSpentBy } from './isLoginSpentBy'
import type { NitroliteEvents } from './events'
import { changeTo, holdLink, type HeldLink } from './heldLink'
import { createLink, type Link } from './link'
import type { ResolvedOptions } from './resolveOptions'

/**
 * The logins of a client: the current one, which the app sees, and retired ones, whose closings are still running. When
 * the app changes the wallet, the current login is retired.
 */
export interface Logins {
  /** Status of the current connection; `idle` before the first connect. */
  readonly status: ConnectionStatus
  /** Whether the app wants to be connected. */
  readonly isWanted: boolean
  /**
   * Whether a wallet will probably be logged in again: the app wants to be connected, and no other wallet is logged in.
   * @param wallet null for the wallet that the app has chosen
   */
  isLoginExpected(wallet: Address | null): boolean
  /**
   * The wallets that this client acts for: those that are or were logged in on its connections, and the one that its signer
   * names. Empty while no wallet is known.
   */
  readonly wallets: readonly Address[]
  /** The current link, or null while the app is not connected. */
  readonly currentLink: Link | null
  /** @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  requireLink(): Link
  /** The current login. @throws `NOT_CONNECTED`, `CLIENT_DISPOSED` */
  requireAccess(): Access
  /** A connection, current or retired, on which a wallet is logged in now. */
  accessOf(wallet: Address, protocol: Protocol): Access | null
  /**
   * Logs in again on the connection of an access.
   * @throws `WALLET_…`, `AUTH_…`, `NOT_CONNECTED`
   */
  renew(access: Access, reason: RenewalReason): Promise<void>
  /**
   * Sets who signs from now on, and retires the current login if it is over or belongs to another signer.
   * @param next the signer. @default the one before
   */
  choose(next?: SignerInput): void
  /** Connects and logs in as the chosen signer. @throws like `Connection.connect` */
  connect(): Promise<void>
  /** Ends all connections, also those that closings still need. */
  disconnect(): void
  /** Disconnects for good. */
  dispose(): void
  /** Keeps the current connection until `detach`, because a closing needs it. */
  attach(closing: AttachedClosing): void
  detach(closing: AttachedClosing): void
}

/** What the logins of a client are made of. */
export interface LoginsParts {
  readonly options: ResolvedOptions
  readonly protocols: Protocols
  readonly events: IsolatedEvents<NitroliteEvents>
  readonly account: Account
  /** What the app watches now. */
  subjects(): readonly WatchedSubject[]
  /** @throws `CLIENT_DISPOSED` */
  assertUsable(): void
  /** The status of a connection has changed, or whether it is silent. */
  onChange(): void
  /** The current link has logged in. */
  onLogin(): void
  report(thrown: unknown): void
}

export function createLogins(parts: LoginsParts): Logins {
  const { options, protocols, events, account, subjects, assertUsable, onChange, onLogin, report } = parts
  let signer = options.signer
  let current: HeldLink | null = null
  const retired = new Set<HeldLink>()
  let isWanted = false
  let hasBegun = false
  let stopWatchingAccounts: Unsubscribe = () => {}

  const heldLinks = (): readonly HeldLink[] => current ? [current, ...retired] : [...retired]

  /** Creates a link whose events reach the app only while it is the current one. */
  function holdNewLink(): HeldLink {
    const isCurrent = (): boolean => current === held
    const link = createLink({
      options,
      protocols,
      subjects,
      isFrameWanted: () => events.hasListener('frame'),
      signer: signer === undefined ? null : () => resolveWallet(signer, options.signatures),
      on: {
        status(status) {
          onChange()
          if (!isCurrent()) return
          if (status === 'closed') account.setAddress(null)
          events.emit('status', status)
        },
        silence: onChange,
        login(login) {
          held.wallet = login.wallet
          held.isSpent = false
          if (!isCurrent()) return
          account.setAddress(login.wallet)
          onLogin()
        },
        balances: (balances) => { if (isCurrent()) account.setBalances(balances) },
        session: (sessionId) => { if (isCurrent()) events.emit('session', sessionId) },
        push: (event) => { if (isCurrent()) events.emit('push', event) },
        // The frame log is complete: it also shows what retired links still send and receive.
        frame: event => events.emit('frame', event),
        unmatched: (event) => { if (isCurrent()) events.emit('unmatchedFrame', event) },
        error: (thrown) => { if (isCurrent()) report(thrown) },
      },
    })
    const held = holdLink(link)
    return held
  }

  /** Leaves the current login. Closings that were sent continue on its connection; the others are cancelled. */
  function retireCurrent(): void {
    stopWatchingAccounts()
    if (!current) return
    const left = current
    current = null
    left.link.retire()
    retired.add(left)
    for (const closing of [...left.closings]) closing.stop()
    endIfUnneeded(left)
    account.setAddress(null)
    events.emit('status', 'closed')
  }

  /** Disconnects a retired link that no closing needs. Until then, its socket may still deliver an answer. */
  function endIfUnneeded(held: HeldLink): void {
    if (held.closings.size === 0 && retired.delete(held)) held.link.connection.disconnect()
  }

  function requireLink(): Link {
    assertUsable()
    if (!current) throw new NitroliteError('NOT_CONNECTED')
    return current.link
  }

  function disconnect(): void {
    stopWatchingAccounts()
    current?.link.connection.disconnect()
    current = null
    for (const { link } of retired) link.connection.disconnect()
    retired.clear()
    isWanted = false
    account.setAddress(null)
  }

  return {
    get status() { return current?.link.connection.status ?? (hasBegun ? 'closed' : 'idle') },
    get isWanted() { return isWanted },
    isLoginExpected(wallet) {
      if (!isWanted || signer === undefined || !current || current.link.connection.status === 'closed') return false
      return wallet === null || !current.link.login || current.link.login.wallet === wallet
    },
    get wallets() {
      const named = current?.wallet ? null : walletNamedBy(signer)
      return [...new Set([named, ...heldLinks().map(({ wallet }) => wallet)])].filter(wallet => wallet !== null)
    },
    get currentLink() { return current?.link ?? null },
    requireLink,
    requireAccess() {
      const { connection, login } = requireLink()
      if (!login) throw new NitroliteError('NOT_CONNECTED')
      return { connection, login }
    },
    accessOf(wallet, protocol) {
      for (const { link: { connection, login, protocol: spoken }, isSpent } of heldLinks()) {
        // A socket that has begun to close sends nothing more, and its end may be reported much later.
        const isUsable = !isSpent && spoken === protocol && connection.status === 'ready' && connection.socketName !== null
        if (isUsable && login?.wallet === wallet) return { connection, login }
      }
      return null
    },
    async renew({ connection }, reason) {
      const used = heldLinks().find(({ link }) => link.connection === connection)
      if (!used) throw new NitroliteError('NOT_CONNECTED')
      await used.link.connection.renew(reason)
    },
    choose(next) {
      // The wallet may have changed its account since a connection ended, so a new link asks it again.
      const isOver = current !== null && (current.isSpent || current.link.connection.status === 'closed')
      if (isOver || (next !== undefined && next !== signer)) retireCurrent()
      signer = next ?? signer
      hasBegun = isWanted = true
    },
    async connect() {
      const held = current ??= holdNewLink()
      const { link } = held
      stopWatchingAccounts()
      stopWatchingAccounts = watchAccounts(signer, ([active]) => {
        // Otherwise requests would still be signed for an account that the user has left, also if the login is not over yet.
        if (current?.link !== link || !link.wallet || active === link.wallet) return
        held.change = changeTo(active)
        retireCurrent()
        // Callers of `connect()` that wait get the reason from there.
        if (held.waiting === 0) report(held.change)
      })
      held.waiting += 1
      try {
        await link.connection.connect()
      }
      catch (thrown) {
        if (current?.link.connection.status === 'closed') stopWatchingAccounts()
        throw held.change ?? thrown
      }
      finally {
        held.waiting -= 1
      }
    },
    disconnect,
    dispose() {
      disconnect()
      hasBegun = true
    },
    attach(closing) {
      current?.closings.add(closing)
    },
    detach(closing) {
      for (const held of heldLinks()) {
        if (!held.closings.delete(closing)) continue
        if (isLoginSpentBy(closing.error, held.link.login)) held.isSpent = true
        endIfUnneeded(held)
      }
    },
  }
}
