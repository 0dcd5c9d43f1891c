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
import { createNitroRpc } from './protocols/nitrorpc'
import type { Balance, SessionQuery } from './sessions/types'
import type { Address } from './types'
import { resolveWallet } from './wallet/resolveWallet'
import type { SignerInput } from './wallet/types'
import { watchAccounts } from './wallet/watchAccounts'

/** Refusals that say that the login of the connection is over. */
const LOGIN_SPENT = /^(SESSION_KEY_(REPLACED|EXPIRED)|AUTH_)/

/**
 * Makes a client for one node and one wallet. Nothing is opened before `connect()`.
 * @throws `OPTIONS_INVALID`
 */
export function createNitroliteClient(input: NitroliteClientOptions): NitroliteClient {
  const options = resolveOptions(input)
  const events = createIsolatedEvents<NitroliteEvents>()
  const journal = options.journal ?? createMemoryJournal()
  const protocol = createNitroRpc(options)
  /** The node no longer takes what the present login signs; connecting again makes a new one. */
  let isLoginSpent = false
  const closings = new Closings(snapshot => {
    if (snapshot.state === 'failed' && LOGIN_SPENT.test(snapshot.error?.code ?? '')) isLoginSpent = true
    events.emit('closing', snapshot)
    if (!closings.isRunning) release()
  })
  let signer = options.signer
  let link: Link | null = null
  /** Links of earlier wallets whose closings still run. */
  const retired = new Set<Link>()
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
        status: status => { if (link === made) events.emit('status', status) },
        login: login => { if (link === made) setAccount(login.wallet) },
        balances: next => { if (link === made) setBalances(next) },
        session: sessionId => events.emit('session', sessionId),
        push: event => events.emit('push', event),
        frame: event => events.emit('frame', event),
        unmatched: event => events.emit('unmatched', event),
        error: report,
      },
    })
    return made
  }

  function drop(): void {
    stopWatching()
    if (!link) return
    retired.add(link)
    link = null
    isLoginSpent = false
    // The socket of an attempt in flight is the best evidence there is: it stays until that is settled.
    if (!closings.isRunning) release()
    setAccount(null)
    events.emit('status', 'closed')
  }

  function release(): void {
    for (const each of retired) each.connection.disconnect()
    retired.clear()
  }

  function present(): Link {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    if (!link) throw new NitroliteError('NOT_CONNECTED')
    return link
  }

  async function connect(next?: SignerInput): Promise<void> {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    if (isLoginSpent || (next !== undefined && next !== signer)) drop()
    signer = next ?? signer
    link ??= makeLink()
    const made = link
    stopWatching()
    stopWatching = watchAccounts(signer, accounts => {
      // Requests of the present login would go on being signed for an account that the user has left.
      if (account && !accounts.some(each => each.toLowerCase() === account?.toLowerCase())) drop()
    })
    await made.connection.connect()
  }

  function closingContext(): ClosingContext {
    const { connection, login, reachable } = present()
    return {
      url: options.url,
      protocol,
      connection,
      journal,
      login,
      reachable,
      report,
      now: Date.now,
      wait: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds) }),
    }
  }

  return {
    url: options.url,
    get status() { return link?.connection.status ?? (disposed ? 'closed' : 'idle') },
    get account() { return account },
    get protocol() { return link?.isOpen ? protocol.name : null },
    get balances() { return balances },
    connect,
    disconnect() {
      stopWatching()
      link?.connection.disconnect()
      setAccount(null)
    },
    dispose() {
      if (disposed) return
      drop()
      release()
      disposed = true
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
