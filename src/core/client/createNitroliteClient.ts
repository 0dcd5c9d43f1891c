import { Closings } from '../closing/closings'
import type { Closing } from '../closing/types'
import { forPerson } from '../connection/boundConnection'
import { createIsolatedEvents } from '../connection/isolatedEvents'
import { shownUrl } from '../connection/shownUrl'
import type { Cosigning } from '../cosigning/api'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { loadPart } from '../errors/loadPart'
import { watchJournal } from '../journal/journalWatch'
import { forgivingPeers } from '../peers/forgivingPeers'
import { createProtocols } from '../protocols/detect'
import { forgivingMemory } from '../protocols/protocolMemory'
import { readSessionId } from '../sessions/sessionId'
import { abortable, type CallOptions } from './abortable'
import { createAccount } from './account'
import { createClientSessions, type AskNode } from './clientSessions'
import { createClosingContexts } from './closingContext'
import { createConnectionChanges } from './connectionChanges'
import type { NitroliteEvents } from './events'
import { createLifetime } from './lifetime'
import { limitHistory, limitJournal, limitLogins } from './limitStores'
import { createLogins } from './logins'
import { createOpenClosings, type ResumedRecords } from './openClosings'
import type { NitroliteClientOptions } from './options'
import type { ResolvedKeep } from './resolveKeep'
import { resolveOptions } from './resolveOptions'
import { createResumption } from './resumption'
import type { NitroliteClient } from './types'
import { createWitness } from './witness'

/**
 * Creates a client for one node and one wallet. Nothing is opened before `connect()`.
 * @throws `OPTIONS_INVALID`
 */
export function createNitroliteClient(input: NitroliteClientOptions): NitroliteClient {
  const given = resolveOptions(input)
  const lifetime = createLifetime(given.timers)
  const { timers } = lifetime
  // Apps may have written these parts themselves, so the client limits what their failures can do.
  const keep: ResolvedKeep = {
    closings: limitJournal(given.keep.closings, timers),
    logins: limitLogins(given.keep.logins, timers),
    history: limitHistory(given.keep.history, timers),
    tabs: forgivingPeers(given.keep.tabs),
    protocols: given.keep.protocols && forgivingMemory(given.keep.protocols),
  }
  const options = { ...given, keep }
  const { url } = options
  const { closings: journal, history } = keep
  const events = createIsolatedEvents<NitroliteEvents>()

  const report = (thrown: unknown): void => events.emit('error', toNitroliteError(thrown, 'LIBRARY_DEFECT'))
  const assertUsable = (): void => {
    if (lifetime.hasEnded) throw new NitroliteError('CLIENT_DISPOSED')
  }
  const askNode: AskNode = async (ask) => {
    const link = logins.requireLink()
    return ask(await link.whenProtocolKnown(), forPerson(link.connection))
  }

  /** Lets closings, and code that waits for a connection, look at the connections again. */
  const onConnectionChange = (): void => {
    changes.notify()
    closings.reconsider()
  }

  const protocols = createProtocols(options, ended => events.emit('keyEnded', ended))
  const account = createAccount(events)
  const changes = createConnectionChanges(() => lifetime.hasEnded)
  const sessions = createClientSessions({ askNode, currentLink: () => logins.currentLink, account: () => account.address })
  const journalWatch = watchJournal(journal, url, {
    durable: isDurable => events.emit('durability', isDurable),
    error: error => events.emit('error', error),
  })
  const witness = createWitness({
    options, protocols, timers, onChange: onConnectionChange, isFrameWanted: () => events.hasListener('frame'), onFrame: event => events.emit('frame', event),
  })
  const logins = createLogins({
    options,
    protocols,
    events,
    account,
    assertUsable,
    report,
    subjects: sessions.watchedSubjects,
    onChange: onConnectionChange,
    // Closings that could not be resumed before may need exactly this login or protocol.
    onLogin: () => { void resumption.resumeAll() },
  })
  const contexts = createClosingContexts({ options, journal, history, timers, events, logins, witness, changes, report })
  const closings = new Closings({
    url,
    peers: keep.tabs,
    onChange: snapshot => events.emit('closing', snapshot),
    onFound: () => { if (logins.isWanted) void resumption.resumeAll() },
    isAway: () => !logins.isWanted,
    wallets: () => logins.wallets,
    account: () => account.address,
  })

  // Closings that wait for other participants read a session that somebody has changed.
  events.on('session', (changed) => {
    const sessionId = readSessionId(changed) ?? changed
    for (const closing of closings.allRunning) if (closing.sessionId === sessionId) closing.lookNow()
  })

  const openClosings = createOpenClosings({
    url,
    journal,
    timers,
    closings,
    contextOf: async (name) => {
      const protocol = await protocols.byName(name)
      // A disposed client takes up no closings.
      return protocol && !lifetime.hasEnded ? contexts.of(protocol) : null
    },
  })

  async function resume(which: ResumedRecords): Promise<readonly Closing[]> {
    assertUsable()
    const resumed = await openClosings.resume(which).finally(() => {
      const spoken = logins.currentLink?.protocol
      if (spoken) contexts.noteProtocol(spoken)
    })
    journalWatch.look()
    return resumed
  }

  const resumption = createResumption({ timers, resume, isWanted: () => logins.isWanted, report })

  let loadedCosigning: Cosigning | null = null

  /** Most sessions need one signature, so this is loaded when it is first used. Nothing is signed or sent before. */
  async function cosigning(): Promise<Cosigning> {
    const { createCosigning } = await loadPart(() => import('../cosigning/createCosigning'))
    return loadedCosigning ??= createCosigning({
      context: () => contexts.of(logins.requireLink().protocol ?? protocols.assumed),
      start: (request, part, context) => closings.startTogether(request, part, context),
      running: () => closings.allRunning,
      wallets: () => logins.wallets,
      relayDefaults: { hints: options.reconnect ? options.reconnect.hints : undefined, WebSocket: options.WebSocket },
      unlessEnded: lifetime.unlessEnded,
      onEnd: lifetime.onEnd,
    })
  }

  function disconnect(): void {
    resumption.stop()
    logins.disconnect()
    witness.stop()
  }

  /** How many calls of `connect()` wait. */
  let waiting = 0
  /** Whether a call of `connect()` has succeeded since the connection was last closed. */
  let isEstablished = false
  events.on('status', (status) => { if (status === 'closed') isEstablished = false })

  /** @returns a function that ends the wait; it disconnects if the caller gives up a connection that nobody else wants */
  function beginWaiting(): (hasGivenUp: boolean) => void {
    let isWaiting = true
    waiting += 1
    return (hasGivenUp) => {
      if (!isWaiting) return
      isWaiting = false
      waiting -= 1
      if (hasGivenUp && waiting === 0 && !isEstablished) disconnect()
    }
  }

  return {
    url,
    get status() { return logins.status },
    get account() { return account.address },
    get protocol() { return logins.currentLink?.protocol?.name ?? null },
    get balances() { return account.balances },
    get isDurable() { return journalWatch.isDurable },
    connect: (signer, options = {}) => abortable('connect', options, async () => {
      assertUsable()
      const signal = options?.signal
      const endWaiting = beginWaiting()
      const onAbort = (): void => { endWaiting(true) }
      signal?.addEventListener('abort', onAbort)
      try {
        logins.choose(signer)
        // Running closings may be waiting for the witness, which starts only while the app wants to be connected.
        if (contexts.hasRunning) onConnectionChange()
        const resumed = resumption.resumeAll()
        await logins.connect()
        isEstablished = true
        // The limit for an answer of the journal ends with the client.
        await lifetime.unlessEnded(() => resumed)
      }
      finally {
        signal?.removeEventListener('abort', onAbort)
        endWaiting(false)
      }
    }),
    disconnect,
    revokeKey: (options = {}) => abortable('revokeKey', options, async () => {
      const link = logins.requireLink()
      const protocol = await link.whenProtocolKnown()
      await protocol.revokeKey(logins.requireAccess())
      if (logins.currentLink === link) disconnect()
    }),
    dispose() {
      logins.dispose()
      witness.stop()
      closings.release()
      lifetime.end()
    },
    on: (event, listener) => events.on(event, listener),
    nodeInfo: (options = {}) => abortable('nodeInfo', options, () => askNode((protocol, connection) => protocol.nodeInfo(connection))),
    sessions: sessions.api,
    close: request => closings.start(request, () => contexts.of(logins.requireLink().protocol ?? protocols.assumed)),
    // The caller may have passed something that is not a request, which `propose` refuses.
    propose: async request => abortable('propose', Object(request) as CallOptions, async () => (await cosigning()).propose(request)),
    coSign: (proposal, options = {}) => abortable('coSign', options, async () => (await cosigning()).coSign(proposal, options)),
    joinRoom: (sessionId, options) => abortable('joinRoom', Object(options) as CallOptions, async () => (await cosigning()).joinRoom(sessionId, options)),
    relay: options => abortable('relay', Object(options) as CallOptions, () => lifetime.unlessEnded(async () => (await cosigning()).relay(options))),
    addSignature: (reply, options = {}) => abortable('addSignature', options, async () => (await cosigning()).addSignature(reply)),
    slots: (sessionId, options = {}) => abortable('slots', options, async () => (await cosigning()).slots(sessionId)),
    closings: {
      list: () => closings.list(),
      resume: (options = {}) => abortable('closings.resume', options, () => lifetime.unlessEnded(() => resume('all'))),
      get: sessionId => closings.of(sessionId),
      history: (query, options = {}) => abortable('closings.history', options, () =>
        lifetime.unlessEnded(() => history.find({ ...query, node: shownUrl(query?.node ?? url) }))),
    },
  }
}
