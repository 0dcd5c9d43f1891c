import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { journalKey, keyOfRecord, type JournalEntry } from '../journal/journal'
import type { Peer, PeerMessage, Peers } from '../peers/peers'
import { Turn } from '../peers/turn'
import type { Address, Hex } from '../types'
import { keyOfStart, type ClosingContext, type ClosingStart } from './context'
import type { CosigningPart } from './cosigning'
import { ClosingList } from './closingList'
import { conflictError } from './freeFrom'
import { includesWallet, Joining, mayBeOfOther, type Joinable, type JoiningParts, type Request } from './joining'
import { ListedClosings } from './listedClosings'
import { otherRequest } from './policy/meeting'
import { refusedClosing } from './refusedClosing'
import { copyRequest, fingerprintOf, fingerprintOfPlan, parseSessionId } from './request'
import { RunningClosing } from './runningClosing'
import { answer, hearOf, RunningClosings, type Running } from './runningClosings'
import { Scheduler } from './scheduler'
import { StandIn } from './standIn'
import { hasRecord, isFinal } from './states'
import type { CloseRequest, Closing, ClosingSnapshot } from './types'

/** What the closings of a client are made with. */
export interface ClosingsParts {
  /** The node of all closings. */
  readonly url: string
  readonly peers: Peers
  readonly onChange: (snapshot: ClosingSnapshot) => void
  /** Called when the journal may hold a closing that another client has begun. */
  readonly onFound: () => void
  /** Whether the client can do nothing for its closings now. */
  readonly isAway: () => boolean
  /** The wallets that the client acts for; empty while none is known. */
  readonly wallets: () => readonly Address[]
  /** The wallet that is logged in; null if there is none. */
  readonly account: () => Address | null
}

/** All closings of a client: at most one at a time for each key of the journal. */
export class Closings {
  readonly #list: ClosingList
  readonly #running: RunningClosings
  /** By the key of the closing that they wait for. */
  readonly #joining = new Map<string, Joining>()
  readonly #listed: ListedClosings
  readonly #parts: ClosingsParts
  #peer: Peer | null = null
  #scheduler: Scheduler | null = null

  constructor(parts: ClosingsParts) {
    this.#parts = parts
    this.#running = new RunningClosings(parts.url)
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
      const wallet = this.#parts.account()
      const running = this.#running.blockingSender(sessionId, wallet)
      const { view, fingerprint: present } = running ?? this.#joining.get(journalKey(this.#parts.url, sessionId))?.parts ?? {}
      // A request that its caller has cancelled while it waited for another client is over.
      if (!view || (!running && isFinal(view.state))) return this.#begin({ id: randomName(), sessionId, request }, context(), fingerprint)
      // It is only watched for a second payment.
      if (isFinal(view.state)) throw new NitroliteError('SESSION_NOT_OPEN', { sessionId })
      if (present !== fingerprint) throw otherRequest(this.#present(sessionId, wallet))
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
   * participant may be in use at a time. Other wallets of this client may sign too.
   * @throws `PROPOSAL_CONFLICT` when the wallet has signed for the session, or when it is being closed already;
   * `SESSION_ID_INVALID`, `OPTIONS_INVALID`
   */
  startTogether(wanted: CloseRequest, cosigning: CosigningPart, context: ClosingContext): RunningClosing {
    const request = copyRequest(wanted)
    const sessionId = parseSessionId(request.sessionId)
    const start = { id: randomName(), sessionId, request, cosigning }
    const blocking = cosigning.role === 'co-signer'
      ? this.#running.blockingCoSigner(sessionId, cosigning.wallet)
      : this.#running.blockingSender(sessionId, context.presentWallet())
    if (blocking) throw conflictError(blocking.closing.freeFrom)
    this.#listed.assertNone(keyOfStart(start, context.url), context)
    return this.#run(start, context, fingerprintOf(request), null).closing
  }

  /** The closings that this client works on. */
  get allRunning(): readonly RunningClosing[] {
    return this.#running.closings
  }

  /**
   * Works on an open closing that the journal holds, if the client has the wallet of the closing. A client without any wallet
   * works on every closing: it can find out how they end, and makes way for a client that has the wallet. A closing of another
   * wallet is listed only, and looked at again from time to time.
   * @returns null when the closing is listed only, or when this client works on a closing with the same key already
   */
  takeUp(entry: JournalEntry, context: ClosingContext): Closing | null {
    const key = keyOfRecord(context.url, entry.record)
    // The entry may have been read before a closing of this client ended.
    const known = this.#list.find(entry.record.closingId)
    if (this.#running.of(key) || (known && known !== this.#listed.of(key))) return null
    const closing = this.#workOn(entry, context)
    return closing === this.#listed.of(key) ? null : closing
  }

  /** The closings that are listed only: their ids by key. */
  listed(): ReadonlyMap<string, string> {
    return this.#listed.ids()
  }

  /**
   * Ends the closings that are listed only and that the journal does not hold any more.
   * @param listed what was listed before the journal was read
   */
  endMissing(listed: ReadonlyMap<string, string>, entries: readonly JournalEntry[]): void {
    const present = new Set(entries.map(({ record }) => record.closingId))
    for (const [key, closingId] of listed) {
      if (!present.has(closingId)) this.#listed.endMissing(key, (standIn) => { this.#list.drop(standIn) })
    }
  }

  #workOn(entry: JournalEntry, context: ClosingContext): Closing {
    const { record } = entry
    const { closingId, plan } = record
    const wallets = this.#parts.wallets()
    const listed = this.#listed.of(keyOfRecord(context.url, record))
    if (wallets.length === 0 || includesWallet(wallets, plan.wallet)) {
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
    this.#listed.release()
    this.#running.release()
    for (const { parts } of this.#joining.values()) parts.view.release()
    this.#peer?.leave()
    this.#peer = null
  }

  /** Joins the other clients when this client is first used: making a client opens nothing. */
  meetPeers(): Peer {
    return this.#peer ??= this.#parts.peers.join(message => this.#hear(message))
  }

  #hear(message: PeerMessage): void {
    const running = this.#running.of(message.key)
    if (message.kind === 'ask') return running && answer(running, message, this.#parts.isAway())
    this.#joining.get(message.key)?.hear(message.snapshot)
    if (running) hearOf(running, message.snapshot)
    else if (!this.#listed.hear(message.key, message.snapshot) && hasRecord(message.snapshot.state)) this.#parts.onFound()
  }

  #begin(start: Request, context: ClosingContext, fingerprint: string, earlier: JoiningParts | null = null): Closing {
    const { closing, turn, view } = this.#run(start, context, fingerprint, null, earlier?.view)
    const wallet = earlier ? earlier.wallet : context.presentWallet()
    closing.subscribe((snapshot) => {
      if (!(view instanceof StandIn) || !mayBeOfOther(snapshot)) return
      const restarts = turn.lastHeard ? 0 : earlier?.restarts ?? 0
      this.#join({ start, view, fingerprint, context, wallet, refused: snapshot, restarts }, turn.lastHeard)
    })
    return view
  }

  /** @param wallet the wallet of a closing from the journal; null for a new one, which belongs to this client */
  #run(start: ClosingStart, context: ClosingContext, fingerprint: string, wallet: Address | null, earlier?: StandIn): Running {
    const key = keyOfStart(start, context.url)
    const hasWallet = (): boolean => wallet === null || includesWallet(this.#parts.wallets(), wallet)
    const turn = new Turn({ peer: this.meetPeers(), timers: context.timers, hasWallet }, key)
    this.#scheduler ??= new Scheduler(context.timers)
    const closing = new RunningClosing(start, context, turn, this.#scheduler)
    const canJoin = !('entry' in start) && !start.cosigning
    const view = !canJoin ? closing : earlier ?? new StandIn(closing.snapshot(), context.timers, thrown => { context.report(thrown) })
    const listed = this.#listed.of(key)
    if (listed) this.#list.drop(listed)
    this.#listed.remove(key)
    const running = { closing, view, turn, fingerprint, hasWallet }
    this.#running.add(running)
    if (view instanceof StandIn) view.become(closing, mayBeOfOther)
    if (!earlier) this.#list.add(view)
    return running
  }

  /** What keeps the wallet from closing a session: a closing that this client works on or lists. */
  #present(sessionId: Hex, wallet: Address | null): Joinable | null {
    const running = this.#running.blockingSender(sessionId, wallet)
    if (running) return { ...running, agreed: running.closing.isBetween ? running.closing.snapshot().allocations : null }
    const key = journalKey(this.#parts.url, sessionId)
    const view = this.#listed.of(key)
    const fingerprint = this.#listed.fingerprintOf(key)
    return view && fingerprint !== null ? { view, fingerprint, agreed: null } : null
  }

  /** Another client is closing the session, or may have closed it. The request joins that client's closing if it asks for the same, and fails otherwise. */
  #join(parts: JoiningParts, heard: ClosingSnapshot | null): void {
    const { start, view, fingerprint, context, wallet } = parts
    const key = keyOfStart(start, context.url)
    const joining = new Joining(parts, heard, {
      present: () => this.#present(start.sessionId, wallet),
      takeUp: (entry) => { this.#workOn(entry, context) },
      join: (present) => {
        this.#list.drop(view)
        view.become(present.view)
      },
      beginAgain: (restarts) => { this.#begin(start, context, fingerprint, { ...parts, restarts }) },
      onEnd: () => { if (this.#joining.get(key) === joining) this.#joining.delete(key) },
    })
    this.#joining.set(key, joining)
    joining.decide()
  }

  list(): readonly ClosingSnapshot[] { return this.#list.snapshots() }

  /** The closing of a session that concerns this client most: one of its own wallets that is under way, or the newest one. */
  of(sessionId: string): Closing | null {
    return this.#running.ofSession(sessionId).find(({ hasWallet }) => hasWallet())?.view ?? this.#list.of(sessionId)
  }
}
