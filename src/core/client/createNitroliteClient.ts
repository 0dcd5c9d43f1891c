// The protocol brings the libraries along. Bundled ahead of all else, they leave our own modules side by side, where
// a compressor finds what those have in common.
import { createProtocols } from '../protocols/detect'
import { resolveWallet } from '../wallet/resolveWallet'
import type { NitroliteClient } from './types'
import { Closings } from '../closing/closings'
import { parseSessionId } from '../closing/request'
import { watchJournal } from '../journal/journalWatch'
import { localPeersOf } from '../peers/peers'
import { createMemoryJournal } from '../journal/memoryJournal'
import type { ClosingContext } from '../closing/context'
import type { AttachedClosing } from '../closing/context'
import type { CloseRequest, Closing } from '../closing/types'
import type { Connection, Timers } from '../connection/types'
import { createIsolatedEvents } from '../connection/isolatedEvents'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { isLoginSpent } from '../errors/groups'
import type { NitroliteEvents } from './events'
import { createMemoryHistory } from '../history/memoryHistory'
import { createLink, type Link } from './link'
import type { Access, Protocol, WatchedSubject } from '../protocols/protocol'
import { resolveOptions } from './resolveOptions'
import type { NitroliteClientOptions } from './options'
import type { Balance, SessionQuery } from '../sessions/types'
import type { Address } from '../types'
import type { SignerInput } from '../wallet/types'
import { watchAccounts } from '../wallet/watchAccounts'
import { createWitness } from './witness'

/**
 * Shared by the clients of a page or process: whoever comes after a client that was disposed in the middle of a
 * closing must know of it.
 */
const pageJournal = createMemoryJournal()

/**
 * Makes a client for one node and one wallet. Nothing is opened before `connect()`.
 * @throws `OPTIONS_INVALID`
 */
export function createNitroliteClient(input: NitroliteClientOptions): NitroliteClient {
  const options = resolveOptions(input)
  const events = createIsolatedEvents<NitroliteEvents>()
  const journal = options.journal ?? pageJournal
  const history = options.history ?? createMemoryHistory()
  const protocols = createProtocols(options)
  const closings = new Closings({
    peers: options.peers ?? localPeersOf(journal),
    onChange: snapshot => events.emit('closing', snapshot),
    onFound: () => { if (wanted) resume().catch(report) },
    isAway: () => !wanted,
  })
  let signer = options.signer
  let link: Link | null = null
  /** Links of earlier logins whose closings still need them. */
  const retired = new Set<Link>()
  /** Closings that are not through, and what they speak; without any, nobody has to be asked about them. */
  const open = new Map<AttachedClosing, Protocol>()
  /** Asked again whenever a connection changes. */
  const checks = new Set<() => void>()
  const timers: Timers = {
    ...options.timers,
    // A client that is disposed does nothing more, whatever it was waiting for.
    after: (ms, callback) => options.timers.after(ms, () => { if (!disposed) callback() }),
  }
  const witness = createWitness({
    options, protocols, timers, onChange: () => check(), onFrame: event => events.emit('frame', event),
  })
  const watched = watchJournal(journal, options.url, {
    durable: isDurable => events.emit('durable', isDurable), error: error => events.emit('error', error),
  })
  /** What the app shows. */
  const shown = new Set<() => WatchedSubject>()
  /** Whether the app wants to be connected. */
  let wanted = false
  let hasBegun = false
  let stopWatching = (): void => {}
  let account: Address | null = null
  let balances: readonly Balance[] = []
  let disposed = false

  const check = (): void => {
    for (const each of [...checks]) each()
    closings.reconsider()
  }

  /** Waits for something that a change of a connection can bring about. */
  const whenever = <T>(find: () => T | null): Promise<T> => new Promise((resolve) => {
    const look = (): void => {
      const found = disposed ? null : find()
      if (found === null) return
      checks.delete(look)
      resolve(found)
    }
    checks.add(look)
    look()
  })

  function loggedIn(wallet: Address, protocol: Protocol): Access | null {
    for (const each of link ? [link, ...retired] : retired) {
      const login = each.isSpent || each.protocol !== protocol || each.connection.status !== 'ready' ? null : each.login()
      if (login?.wallet === wallet) return { connection: each.connection, login }
    }
    return null
  }

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
      protocols,
      subjects: () => [...shown].map(each => each()),
      signer: signer === undefined ? null : () => resolveWallet(signer),
      on: {
        status: status => {
          check()
          if (link !== made) return
          if (status === 'closed') setAccount(null)
          events.emit('status', status)
        },
        login: login => {
          if (link !== made) return
          setAccount(login.wallet)
          // Tells of the protocol too, and takes up what could not be taken up before.
          resume().catch(report)
        },
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

  /** What was begun in one protocol cannot be found out about in another. */
  function tellOfProtocol(): void {
    const spoken = link?.protocol
    for (const [closing, own] of open) if (spoken) closing.noteProtocol(spoken !== own)
  }

  /** Leaves the present login. What was sent goes on, what was not is cancelled. */
  function drop(): void {
    stopWatching()
    if (!link) return
    const dropped = link
    link = null
    dropped.retire()
    retired.add(dropped)
    for (const closing of [...dropped.closings]) closing.leave()
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
    wanted = false
    witness.stop()
    setAccount(null)
  }

  function present(): Link {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    if (!link) throw new NitroliteError('NOT_CONNECTED')
    return link
  }

  function presentAccess(): Access {
    const { connection, login: loggedIn } = present()
    const login = loggedIn()
    if (!login) throw new NitroliteError('NOT_CONNECTED')
    return { connection, login }
  }

  /** Asks the node, once it is known what it speaks. */
  async function asking<T>(ask: (protocol: Protocol, connection: Connection) => Promise<T>): Promise<T> {
    const asked = present()
    return ask(await asked.whenMet(), asked.connection)
  }

  const ofAccount = (query: SessionQuery): SessionQuery => {
    const participant = query.participant ?? account
    return participant ? { ...query, participant } : query
  }

  async function connect(next?: SignerInput): Promise<void> {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    // A connection that has ended may be another account's by now; a new link asks the signer again.
    const isOver = link?.isSpent || link?.connection.status === 'closed'
    if (isOver || (next !== undefined && next !== signer)) drop()
    signer = next ?? signer
    hasBegun = wanted = true
    if (open.size > 0) check()
    const resumed = resume().catch(report)
    link ??= makeLink()
    stopWatching()
    stopWatching = watchAccounts(signer, ([active]) => {
      // Requests of the present login would go on being signed for an account that the user has left.
      if (account && active !== account) drop()
    })
    try {
      await link.connection.connect()
      await resumed
    }
    catch (thrown) {
      if (link?.connection.status === 'closed') stopWatching()
      throw thrown
    }
  }

  const contextOf = (protocol: Protocol): ClosingContext => ({
    url: options.url,
    protocol,
    journal,
    timers,
    recovery: options.recovery,
    presence: options.presence,
    present: presentAccess,
    loggedIn: wallet => loggedIn(wallet, protocol),
    witness: () => whenever(() => {
      if (wanted) witness.start()
      return witness.access(protocol)
    }),
    async renew({ connection }) {
      const [used] = [link, ...retired].filter(each => each?.connection === connection)
      if (!used) throw new NitroliteError('NOT_CONNECTED')
      await used.connection.renew()
    },
    remember: entry => history.put(entry).then(
      () => events.emit('history', entry), (thrown: unknown) => report(toNitroliteError(thrown, 'HISTORY_FAILED'))),
    recall: text => history.find({ text, limit: 1 }).then(([entry]) => entry ?? null, () => null),
    report,
    attach(closing) {
      open.set(closing, protocol)
      link?.closings.add(closing)
    },
    detach(closing) {
      open.delete(closing)
      if (open.size === 0) witness.stop()
      for (const each of link ? [link, ...retired] : retired) {
        if (!each.closings.delete(closing)) continue
        if (isLoginSpent(closing.error?.code)) each.isSpent = true
        release(each)
      }
    },
  })

  async function resume(): Promise<readonly Closing[]> {
    if (disposed) throw new NitroliteError('CLIENT_DISPOSED')
    const resumed = await closings.resume(options.url, journal, async (name) => {
      const protocol = await protocols.byName(name)
      return protocol && contextOf(protocol)
    }).finally(tellOfProtocol)
    watched.look()
    return resumed
  }

  return {
    url: options.url,
    get status() { return link?.connection.status ?? (hasBegun ? 'closed' : 'idle') },
    get account() { return account },
    get protocol() { return link?.protocol?.name ?? null },
    get balances() { return balances },
    get isDurable() { return watched.isDurable },
    connect,
    disconnect: end,
    async revokeKey() {
      const used = present()
      await (await used.whenMet()).revokeKey(presentAccess())
      if (link === used) end()
    },
    dispose() {
      end()
      closings.release()
      hasBegun = disposed = true
    },
    on: (event, listener) => events.on(event, listener),
    nodeInfo: () => asking((protocol, connection) => protocol.nodeInfo(connection)),
    sessions: {
      list: (query = {}) => asking((protocol, connection) => protocol.listSessions(connection, ofAccount(query))),
      get: sessionId => asking((protocol, connection) => protocol.readSession(connection, parseSessionId(sessionId))),
      obstacle(session) {
        const login = link?.login()
        try {
          if (login) link?.protocol?.checkCanClose(session, login)
          return null
        }
        catch (thrown) {
          return (thrown as NitroliteError).info
        }
      },
      watch(subject = {}) {
        const wanted = typeof subject === 'string' ? parseSessionId(subject) : subject
        const each = (): WatchedSubject => typeof wanted === 'string' ? wanted : ofAccount(wanted)
        shown.add(each)
        return () => { shown.delete(each) }
      },
    },
    close: (request: CloseRequest) => closings.start(request, () => {
      const { protocol } = present()
      return contextOf(protocol ?? protocols.assumed)
    }),
    closings: {
      list: () => closings.list(),
      resume,
      of: sessionId => closings.of(sessionId),
      history: query => history.find({ node: options.url, ...query }),
    },
  }
}
