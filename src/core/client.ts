// The protocol brings the libraries along. Bundled ahead of all else, they leave our own modules side by side, where
// a compressor finds what those have in common.
import { createNitroRpc } from './protocols/nitrorpc'
import { resolveWallet } from './wallet/resolveWallet'
import type { NitroliteClient } from './clientTypes'
import { Closings, parseSessionId } from './closing/closings'
import { createMemoryJournal } from './closing/memoryJournal'
import type { ClosingContext } from './closing/createClosing'
import type { CloseRequest } from './closing/types'
import { createIsolatedEvents } from './connection/isolatedEvents'
import { NitroliteError, toNitroliteError } from './errors'
import type { NitroliteEvents } from './events'
import { createLink, type Link } from './link'
import { resolveOptions } from './resolveOptions'
import type { NitroliteClientOptions } from './options'
import type { Balance, SessionQuery } from './sessions/types'
import type { Address } from './types'
import type { SignerInput } from './wallet/types'
import { watchAccounts } from './wallet/watchAccounts'

/**
 * Shared by the clients of a page or process: whoever comes after a client that was disposed in the middle of a
 * closing must know of it.
 */
const pageJournal = createMemoryJournal()

/** Refusals that say that the login of the connection is over. */
const LOGIN_SPENT = /^(SESSION_KEY_(REPLACED|EXPIRED)|AUTH_)/

/**
 * Makes a client for one node and one wallet. Nothing is opened before `connect()`.
 * @throws `OPTIONS_INVALID`
 */
export function createNitroliteClient(input: NitroliteClientOptions): NitroliteClient {
  const options = resolveOptions(input)
  const events = createIsolatedEvents<NitroliteEvents>()
  const journal = options.journal ?? pageJournal
  const protocol = createNitroRpc(options)
  const closings = new Closings(snapshot => events.emit('closing', snapshot))
  let signer = options.signer
  let link: Link | null = null
  /** Links of earlier logins whose closings still need them. */
  const retired = new Set<Link>()
  const waits = new Set<ReturnType<typeof setTimeout>>()
  let hasBegun = false
  let stopWatching = (): void => {}
  let account: Address | null = null
  let balances: readonly Balance[] = []
  let disposed = false

  const report = (thrown: unknown): void =>
    events.emit('error', toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR'))

  function setAccount(next: Address | null): void {
    if (next === account) return
    account = next
    events.emit('account', account)
    setBalances([])
  }

  function setBalances(next: readonly Balance[]): void {
    balances = next
    events.emit('balances', balances)
  }

  /** A link of this client; what an earlier link still tells is no news of the present one. */
  function makeLink(): Link {
    const made: Link = createLink({
      options,
      protocol,
      signer: signer === undefined ? null : () => resolveWallet(signer),
      on: {
        status: status => {
          if (link !== made) return
          if (status === 'closed') setAccount(null)
          events.emit('status', status)
        },
        login: login => { if (link === made) setAccount(login.wallet) },
        balances: next => { if (link === made) setBalances(next) },
        session: sessionId => { if (link === made) events.emit('session', sessionId) },
        push: event => { if (link === made) events.emit('push', event) },
        frame: event => events.emit('frame', event),
        unmatched: event => { if (link === made) events.emit('unmatched', event) },
        error: thrown => { if (link === made) report(thrown) },
      },
    })
    return made
  }

  /** Leaves the present login. What was sent goes on, what was not is cancelled. */
  function drop(): void {
    stopWatching()
    if (!link) return
    const dropped = link
    link = null
    dropped.retire()
    retired.add(dropped)
    for (const closing of [...dropped.closings]) closing.cancel()
    release(dropped)
    setAccount(null)
    events.emit('status', 'closed')
  }

  /** Ends a retired link that nothing needs. The socket of an attempt in flight is the best evidence there is. */
  function release(each: Link): void {
    if (each.closings.size === 0 && retired.delete(each)) each.connection.disconnect()
  }

  function end(): void {
    stopWatching()
    link?.connection.disconnect()
    link = null
    for (const each of retired) each.connection.disconnect()
    retired.clear()
    setAccount(null)
  }

  function present(): Link {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    if (!link) throw new NitroliteError('NOT_CONNECTED')
    return link
  }

  async function connect(next?: SignerInput): Promise<void> {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    // A connection that has ended may be another account's by now; a new link asks the signer again.
    const isOver = link?.isSpent || link?.connection.status === 'closed'
    if (isOver || (next !== undefined && next !== signer)) drop()
    signer = next ?? signer
    hasBegun = true
    link ??= makeLink()
    stopWatching()
    stopWatching = watchAccounts(signer, ([active]) => {
      // Requests of the present login would go on being signed for an account that the user has left.
      if (account && active !== account) drop()
    })
    try {
      await link.connection.connect()
    }
    catch (thrown) {
      if (link?.connection.status === 'closed') stopWatching()
      throw thrown
    }
  }

  function closingContext(): ClosingContext {
    const used = present()
    const { connection, login, reachable } = used
    return {
      url: options.url,
      protocol,
      connection,
      journal,
      login,
      reachable,
      report,
      now: Date.now,
      wait: milliseconds => new Promise(resolve => {
        const timer = setTimeout(() => {
          waits.delete(timer)
          resolve()
        }, milliseconds)
        waits.add(timer)
      }),
      attach: closing => used.closings.add(closing),
      detach(closing) {
        if (LOGIN_SPENT.test(closing.error?.code ?? '')) used.isSpent = true
        used.closings.delete(closing)
        release(used)
      },
    }
  }

  return {
    url: options.url,
    get status() { return link?.connection.status ?? (hasBegun ? 'closed' : 'idle') },
    get account() { return account },
    get protocol() { return link?.isOpen ? protocol.name : null },
    get balances() { return balances },
    connect,
    disconnect: end,
    dispose() {
      end()
      for (const timer of waits) clearTimeout(timer)
      hasBegun = disposed = true
    },
    on: (event, listener) => events.on(event, listener),
    nodeInfo: async () => protocol.nodeInfo(present().connection),
    sessions: {
      list: async (query: SessionQuery = {}) => {
        const participant = query.participant ?? account
        return protocol.listSessions(present().connection, participant ? { ...query, participant } : query)
      },
      get: async sessionId => protocol.readSession(present().connection, parseSessionId(sessionId)),
    },
    close: (request: CloseRequest) => closings.start(request, closingContext),
    closings: {
      list: () => closings.list(),
      of: sessionId => closings.of(sessionId),
    },
  }
}
