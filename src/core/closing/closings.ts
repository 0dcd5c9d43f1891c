import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import type { JournalEntry } from '../journal/journal'
import type { Peer, PeerMessage, Peers } from '../peers/peers'
import { Turn } from '../peers/turn'
import type { Address, Hex } from '../types'
import type { ClosingContext, ClosingStart } from './context'
import type { CosigningPart } from './cosigning'
import { ClosingList } from './closingList'
import { isAmong, isRefusedByOther, Joining, walletNow, type Joinable, type JoiningParts, type Request } from './joining'
import { ListedClosings } from './listedClosings'
import { otherRequest } from './policy/meeting'
import { refusedClosing } from './refusedClosing'
import { copyRequest, fingerprintOf, fingerprintOfPlan, parseSessionId } from './request'
import { RunningClosing } from './runningClosing'
import { RunningClosings, type Running } from './runningClosings'
import { Scheduler } from './scheduler'
import { StandIn } from './standIn'
import { hasRecord, isFinal, isOver } from './states'
import type { CloseRequest, Closing, ClosingSnapshot } from './types'

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

/** All closings of a client: at most one at a time for each session. */
export class Closings {
  readonly #list: ClosingList
  readonly #running = new RunningClosings()
  readonly #joining = new Map<Hex, Joining>()
  readonly #listed: ListedClosings
  readonly #parts: ClosingsParts
  #peer: Peer | null = null
  #scheduler: Scheduler | null = null

  constructor(parts: ClosingsParts) {
    this.#parts = parts
    this.#list = new ClosingList(parts)
    this.#listed = new ListedClosings(parts.onFound)
  }

  /**
   * Starts a closing, or joins the running one of the session when it asks for the same. That may be a closing of another
   * client that shares the journal: then the returned closing waits for that client, and ends like its closing. Never throws.
   * @param context called only when a new closing is started
   */
  start(wanted: CloseRequest, context: () => ClosingContext): Closing {
    try {
      const request = copyRequest(wanted)
      const fingerprint = fingerprintOf(request)
      const sessionId = parseSessionId(request.sessionId)
      const running = this.#running.of(sessionId)
      const { view, fingerprint: present } = running ?? this.#joining.get(sessionId)?.parts ?? {}
      // A request that its caller has cancelled while it waited for another client is over.
      if (!view || (!running && isFinal(view.state))) return this.#begin({ id: randomName(), sessionId, request }, context(), fingerprint)
      // It is only watched for a second payment.
      if (isFinal(view.state)) throw new NitroliteError('SESSION_NOT_OPEN', { sessionId })
      if (present !== fingerprint) throw otherRequest(this.#present(sessionId))
      // A caller who asks for what is agreed already wants to continue.
      view.resume()
      return view
    }
    catch (thrown) {
      return refusedClosing(randomName(), wanted, toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'close' }))
    }
  }

  /**
   * Starts a closing that several participants sign. Unlike `start`, it never joins another closing: only one signature of a
   * participant may be in use at a time.
   * @throws `PROPOSAL_CONFLICT` when the session is being closed already; `SESSION_ID_INVALID`, `OPTIONS_INVALID`
   */
  startTogether(wanted: CloseRequest, cosigning: CosigningPart, context: ClosingContext): RunningClosing {
    const request = copyRequest(wanted)
    const sessionId = parseSessionId(request.sessionId)
    if (this.#running.of(sessionId) || this.#listed.of(sessionId)) throw new NitroliteError('PROPOSAL_CONFLICT')
    return this.#run({ id: randomName(), sessionId, request, cosigning }, context, fingerprintOf(request), null).closing
  }

  /** The closings that this client works on. */
  get allRunning(): readonly RunningClosing[] {
    return this.#running.closings
  }

  /**
   * Works on an open closing that the journal holds, if the client has the wallet of the closing. A client without any wallet
   * works on every closing: it can find out how they end, and makes way for a client that has the wallet. A closing of another
   * wallet is listed only, and looked at again from time to time.
   * @returns null when the closing is listed only, or when this client works on a closing of the session already
   */
  takeUp(entry: JournalEntry, context: ClosingContext): Closing | null {
    const { sessionId, closingId } = entry.record
    // The entry may have been read before a closing of this client ended.
    const known = this.#list.find(closingId)
    if (this.#running.of(sessionId) || (known && known !== this.#listed.of(sessionId))) return null
    const closing = this.#workOn(entry, context)
    return closing === this.#listed.of(sessionId) ? null : closing
  }

  /** The closings that are listed only: their ids by session. */
  listed(): ReadonlyMap<Hex, string> {
    return this.#listed.ids()
  }

  /**
   * Ends the closings that are listed only and that the journal does not hold any more.
   * @param listed what was listed before the journal was read
   */
  endMissing(listed: ReadonlyMap<Hex, string>, entries: readonly JournalEntry[]): void {
    const present = new Map(entries.map(({ record }) => [record.sessionId, record.closingId]))
    for (const [sessionId, closingId] of listed) {
      if (present.get(sessionId) !== closingId) this.#listed.endMissing(sessionId, (standIn) => { this.#list.drop(standIn) })
    }
  }

  #workOn(entry: JournalEntry, context: ClosingContext): Closing {
    const { record } = entry
    const { sessionId, closingId, plan } = record
    const wallets = this.#parts.wallets()
    const listed = this.#listed.of(sessionId)
    if (wallets.length === 0 || isAmong(wallets, plan.wallet)) {
      const { closing, view } = this.#run({ entry }, context, fingerprintOfPlan(plan), plan.wallet)
      if (listed?.id === closingId) listed.become(closing)
      return view
    }
    if (listed?.id === closingId) {
      this.#listed.watch(context.timers)
      return listed
    }
    const standIn = this.#listed.add(record, context)
    this.#list.add(standIn)
    return standIn
  }

  /** A connection or a login of the client has changed. */
  reconsider(): void {
    if (this.#parts.isAway()) this.#listed.stopWatching()
    this.#running.reconsider()
  }

  /** Lets other clients continue with the closings that this client leaves open. */
  release(): void {
    this.#listed.stopWatching()
    this.#running.release()
    this.#peer?.leave()
    this.#peer = null
  }

  /** Joins the other clients when this client is first used: making a client opens nothing. */
  meetPeers(): Peer {
    return this.#peer ??= this.#parts.peers.join(message => this.#hear(message))
  }

  #hear(message: PeerMessage): void {
    const running = this.#running.withKey(message.key)
    if (message.kind === 'ask') return message.hasWallet && running?.hasWallet() === false ? running.turn.makeWay() : this.#answer(running)
    const { snapshot } = message
    this.#joining.get(snapshot.sessionId)?.hear(snapshot)
    if (running) this.#hearOfRunning(running, snapshot)
    else if (!this.#listed.hear(snapshot) && hasRecord(snapshot.state)) this.#parts.onFound()
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

  #begin(start: Request, context: ClosingContext, fingerprint: string, earlier: JoiningParts | null = null): Closing {
    const { closing, turn, view } = this.#run(start, context, fingerprint, null, earlier?.view)
    const wallet = earlier ? earlier.wallet : walletNow(context)
    closing.subscribe((snapshot) => {
      if (!(view instanceof StandIn) || !isRefusedByOther(snapshot)) return
      const restarts = turn.lastHeard ? 0 : earlier?.restarts ?? 0
      this.#join({ start, view, fingerprint, context, wallet, restarts }, turn.lastHeard)
    })
    return view
  }

  /** @param wallet the wallet of a closing from the journal; null for a new one, which belongs to this client */
  #run(start: ClosingStart, context: ClosingContext, fingerprint: string, wallet: Address | null, earlier?: StandIn): Running {
    const sessionId = 'entry' in start ? start.entry.record.sessionId : start.sessionId
    const hasWallet = (): boolean => wallet === null || isAmong(this.#parts.wallets(), wallet)
    const turn = new Turn({ peer: this.meetPeers(), timers: context.timers, hasWallet }, context.url, sessionId)
    this.#scheduler ??= new Scheduler(context.timers)
    const closing = new RunningClosing(start, context, turn, this.#scheduler)
    const canJoin = !('entry' in start) && !start.cosigning
    const view = !canJoin ? closing : earlier ?? new StandIn(closing.snapshot(), context.timers, thrown => { context.report(thrown) })
    const listed = this.#listed.of(sessionId)
    if (listed) this.#list.drop(listed)
    this.#listed.remove(sessionId)
    const running = { closing, view, turn, fingerprint, hasWallet }
    this.#running.add(running)
    if (view instanceof StandIn) view.become(closing, isRefusedByOther)
    if (!earlier) this.#list.add(view)
    return running
  }

  /** The closing of a session that this client works on or lists. */
  #present(sessionId: Hex): Joinable | null {
    const running = this.#running.of(sessionId)
    if (running) return { ...running, agreed: running.closing.isBetween ? running.closing.snapshot().allocations : null }
    const view = this.#listed.of(sessionId)
    const fingerprint = this.#listed.fingerprintOf(sessionId)
    return view && fingerprint !== null ? { view, fingerprint, agreed: null } : null
  }

  /** Another client is closing the session. The request joins that client's closing if it asks for the same, and fails otherwise. */
  #join(parts: JoiningParts, heard: ClosingSnapshot | null): void {
    const { start, view, fingerprint, context } = parts
    const { sessionId } = start
    const joining = new Joining(parts, heard, {
      present: () => this.#present(sessionId),
      takeUp: (entry) => { this.#workOn(entry, context) },
      join: (present) => {
        this.#list.drop(view)
        view.become(present.view)
      },
      beginAgain: (restarts) => { this.#begin(start, context, fingerprint, { ...parts, restarts }) },
      onEnd: () => { if (this.#joining.get(sessionId) === joining) this.#joining.delete(sessionId) },
    })
    this.#joining.set(sessionId, joining)
    joining.decide()
  }

  list(): readonly ClosingSnapshot[] {
    return this.#list.snapshots()
  }

  of(sessionId: string): Closing | null {
    return this.#list.of(sessionId)
  }
}
