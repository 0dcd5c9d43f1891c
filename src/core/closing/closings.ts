import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import { journalKey, type Journal, type JournalRecord } from '../journal/journal'
import type { Peer, PeerMessage, Peers } from '../peers/peers'
import { Turn } from '../peers/turn'
import { describeSplit } from '../sessions/allocations'
import type { Address, Hex } from '../types'
import type { ClosingContext } from './context'
import { refusedClosing } from './refusedClosing'
import { copyRequest, fingerprintOf, parseSessionId } from './request'
import { RunningClosing, type ClosingStart } from './runningClosing'
import { Scheduler } from './scheduler'
import { standInFor, type StandIn } from './standIn'
import { hasRecord, isFinal, isOver } from './states'
import type { CloseRequest, Closing, ClosingSnapshot } from './types'

/** How many ended closings are listed, so that a server that closes for years does not grow. */
const MOST_ENDED = 200

/** What the closings of a client are made with. */
export interface ClosingsParts {
  readonly peers: Peers
  readonly onChange: (snapshot: ClosingSnapshot) => void
  /** Called when the journal may hold a closing that another client has begun. */
  readonly onFound: () => void
  /** Whether the client can do nothing for its closings now. */
  readonly isAway: () => boolean
  /** The wallets that the client acts for; empty while none is known. */
  readonly wallets: () => readonly Address[]
}

interface Running {
  readonly closing: RunningClosing
  readonly turn: Turn
  readonly fingerprint: string
  /** The client has the wallet of the closing. */
  readonly hasWallet: () => boolean
}

/** A closing of a wallet that this client does not have: listed, and not worked on. */
interface Listed {
  readonly standIn: StandIn
  readonly recall: () => Promise<HistoryEntry | null>
}

/** All closings of a client: at most one at a time for each session. */
export class Closings {
  #closings: readonly Closing[] = []
  readonly #running = new Map<Hex, Running>()
  readonly #listed = new Map<Hex, Listed>()
  readonly #parts: ClosingsParts
  #peer: Peer | null = null
  #scheduler: Scheduler | null = null

  constructor(parts: ClosingsParts) {
    this.#parts = parts
  }

  /**
   * Starts a closing, or joins the running one of the session when it asks for the same. Never throws.
   * @param context called only when a new closing is started
   */
  start(wanted: CloseRequest, context: () => ClosingContext): Closing {
    try {
      const request = copyRequest(wanted)
      const fingerprint = fingerprintOf(request)
      const sessionId = parseSessionId(request.sessionId)
      const running = this.#running.get(sessionId)
      if (!running) return this.#add({ id: randomName(), sessionId, request }, context(), fingerprint)
      if (running.fingerprint !== fingerprint) throw inProgress(running.closing)
      // A caller who asks for what is agreed already wants to continue.
      running.closing.resume()
      return running.closing
    }
    catch (thrown) {
      return refusedClosing(randomName(), wanted, toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'close' }))
    }
  }

  /**
   * Resumes every open closing that the journal holds for the node and that this client is not working on, if the client
   * has the wallet of the closing. A client without any wallet resumes all of them: it can find out how they end, and makes
   * way for a client that has the wallet. Closings of other wallets are listed only, and looked at again with every call.
   * @param contextOf null for a protocol that this version does not know
   * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`
   */
  async resume(
    url: string, journal: Journal, contextOf: (protocol: string) => Promise<ClosingContext | null>,
  ): Promise<readonly Closing[]> {
    this.#join()
    const resumed: Closing[] = []
    const wallets = this.#parts.wallets()
    const earlier = new Map(this.#listed)
    for (const { key, record, revision } of await journal.list()) {
      const { sessionId, plan } = record
      if (key !== journalKey(url, sessionId)) continue
      if (earlier.get(sessionId)?.standIn.id === record.closingId) earlier.delete(sessionId)
      const context = await contextOf(record.protocol)
      // The bytes of a newer version mean nothing here, so its record stays as it is.
      if (!context) continue
      // The list may be older than the end of a closing of this client.
      const known = this.#closings.find(({ id }) => id === record.closingId)
      if (this.#running.has(sessionId) || (known && known !== this.#listed.get(sessionId)?.standIn)) continue
      if (wallets.length > 0 && !isAmong(wallets, plan.wallet)) {
        if (!known) this.#list(record, context)
        continue
      }
      const fingerprint = fingerprintOf({ allocations: plan.allocations, ...(plan.sessionData !== null && { sessionData: plan.sessionData }) })
      resumed.push(this.#add({ entry: { record, revision } }, context, fingerprint, plan.wallet))
    }
    for (const [sessionId, listed] of earlier) void this.#endListed(sessionId, listed)
    return resumed
  }

  /** Lists a closing without working on it. */
  #list(record: JournalRecord, context: ClosingContext): void {
    const { closingId, sessionId } = record
    const standIn = standInFor(record, context)
    this.#listed.set(sessionId, { standIn, recall: () => context.recall(closingId) })
    this.#closings = [standIn, ...this.#closings]
    standIn.subscribe((snapshot) => {
      if (isOver(snapshot)) this.#listed.delete(sessionId)
      this.#parts.onChange(snapshot)
    })
    this.#parts.onChange(standIn.snapshot())
  }

  /** The record of a listed closing is gone. A history that both clients share says how it ended. */
  async #endListed(sessionId: Hex, listed: Listed): Promise<void> {
    const entry = await listed.recall()
    if (this.#listed.get(sessionId) !== listed) return
    if (entry) return listed.standIn.endAs(entry)
    this.#forgetListed(sessionId)
    listed.standIn.giveUp()
  }

  #forgetListed(sessionId: Hex): StandIn | null {
    const { standIn = null } = this.#listed.get(sessionId) ?? {}
    this.#listed.delete(sessionId)
    if (standIn) this.#closings = this.#closings.filter(closing => closing !== standIn)
    return standIn
  }

  /** A connection or a login of the client has changed. */
  reconsider(): void {
    for (const { closing, turn } of [...this.#running.values()]) {
      closing.reconsider()
      turn.reconsider()
    }
  }

  /** Lets other clients continue with the closings that this client leaves open. */
  release(): void {
    for (const { turn } of this.#running.values()) turn.release()
    this.#peer?.leave()
    this.#peer = null
  }

  /** Joins the peers when the client is first used: making a client opens nothing. */
  #join(): Peer {
    return this.#peer ??= this.#parts.peers.join(message => this.#hear(message))
  }

  #hear(message: PeerMessage): void {
    const running = [...this.#running.values()].find(({ turn }) => turn.key === message.key)
    if (message.kind === 'ask') return message.hasWallet && running?.hasWallet() === false ? running.turn.makeWay() : this.#answer(running)
    const { snapshot } = message
    const listed = this.#listed.get(snapshot.sessionId)
    if (running) this.#hearOfRunning(running, snapshot)
    else if (listed?.standIn.id === snapshot.id) listed.standIn.hear(snapshot)
    else if (hasRecord(snapshot.state)) this.#parts.onFound()
  }

  #hearOfRunning({ closing, turn }: Running, snapshot: ClosingSnapshot): void {
    if (!turn.hasMadeWay) return turn.hear(snapshot)
    // This client only reads since it has made way. It ends like the client that it has made way for.
    if (snapshot.id !== closing.id || !isOver(snapshot)) return
    closing.tell({ kind: 'heard', snapshot })
    closing.tell({ kind: 'turn', isOurs: false })
  }

  /** Stays silent where another client may be able to do what this one cannot: connect, or log the wallet in. */
  #answer(asked: Running | undefined): void {
    const snapshot = asked?.closing.snapshot()
    if (snapshot && !this.#parts.isAway() && snapshot.recovery?.phase !== 'authorizing') asked?.turn.tell(snapshot)
  }

  /** @param wallet the wallet of a closing from the journal; null for a new one, which belongs to this client */
  #add(start: ClosingStart, context: ClosingContext, fingerprint: string, wallet: Address | null = null): Closing {
    const { onChange, onFound } = this.#parts
    const sessionId = 'entry' in start ? start.entry.record.sessionId : start.sessionId
    const hasWallet = (): boolean => wallet === null || isAmong(this.#parts.wallets(), wallet)
    const turn = new Turn({ peer: this.#join(), timers: context.timers, hasWallet }, context.url, sessionId)
    this.#scheduler ??= new Scheduler(context.timers)
    const closing = new RunningClosing(start, context, turn, this.#scheduler)
    let ended = 0
    const listed = this.#forgetListed(sessionId)
    if (listed && listed.id === closing.id) listed.become(closing)
    this.#closings = [closing, ...this.#closings.filter(({ state }) => !isFinal(state) || ++ended < MOST_ENDED)]
    if (!isOver(closing.snapshot())) this.#running.set(sessionId, { closing, turn, fingerprint, hasWallet })
    onChange(closing.snapshot())
    closing.subscribe((snapshot) => {
      if (isOver(snapshot)) this.#running.delete(sessionId)
      turn.tell(snapshot)
      onChange(snapshot)
      if (isFinal(snapshot.state) && snapshot.error?.code === 'CLOSING_IN_PROGRESS') onFound()
    })
    return closing
  }

  list(): readonly ClosingSnapshot[] {
    return this.#closings.map(closing => closing.snapshot())
  }

  of(sessionId: string): Closing | null {
    return this.#closings.find(closing => closing.sessionId === sessionId) ?? null
  }
}

const isAmong = (wallets: readonly Address[], wallet: Address): boolean =>
  wallets.some(each => each.toLowerCase() === wallet.toLowerCase())

/** Why a request for other allocations cannot join a running closing. */
function inProgress(closing: RunningClosing): NitroliteError {
  return closing.isBetween
    ? new NitroliteError('CLOSING_SPLIT_AGREED', { split: describeSplit(closing.snapshot().allocations) })
    : new NitroliteError('CLOSING_IN_PROGRESS')
}
