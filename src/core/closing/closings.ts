import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { journalKey, type Journal } from '../journal/journal'
import type { Peer, PeerMessage, Peers } from '../peers/peers'
import { Turn } from '../peers/turn'
import { describeSplit } from '../sessions/allocations'
import type { Hex } from '../types'
import type { ClosingContext } from './context'
import { refusedClosing } from './refusedClosing'
import { copyRequest, fingerprintOf, parseSessionId } from './request'
import { RunningClosing, type ClosingStart } from './runningClosing'
import { Scheduler } from './scheduler'
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
}

interface Running {
  readonly closing: RunningClosing
  readonly turn: Turn
  readonly fingerprint: string
}

/** All closings of a client: at most one at a time for each session. */
export class Closings {
  #closings: readonly Closing[] = []
  readonly #running = new Map<Hex, Running>()
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
   * Resumes every open closing that the journal holds for the node and that this client is not working on.
   * @param contextOf null for a protocol that this version does not know
   * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`
   */
  async resume(
    url: string, journal: Journal, contextOf: (protocol: string) => Promise<ClosingContext | null>,
  ): Promise<readonly Closing[]> {
    this.#join()
    const resumed: Closing[] = []
    for (const { key, record, revision } of await journal.list()) {
      const { sessionId, plan } = record
      if (key !== journalKey(url, sessionId)) continue
      const context = await contextOf(record.protocol)
      // The bytes of a newer version mean nothing here, so its record stays as it is.
      if (!context) continue
      // The list may be older than the end of a closing of this client.
      if (this.#running.has(sessionId) || this.#closings.some(({ id }) => id === record.closingId)) continue
      const fingerprint = fingerprintOf({ allocations: plan.allocations, ...(plan.sessionData !== null && { sessionData: plan.sessionData }) })
      resumed.push(this.#add({ entry: { record, revision } }, context, fingerprint))
    }
    return resumed
  }

  /** A connection or a login of the client has changed. */
  reconsider(): void {
    for (const { closing } of [...this.#running.values()]) closing.reconsider()
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
    const { kind, key } = message
    const running = [...this.#running.values()].find(({ turn }) => turn.key === key)
    if (kind === 'ask') this.#answer(running)
    else if (running) running.turn.hear(message.snapshot)
    else if (hasRecord(message.snapshot.state)) this.#parts.onFound()
  }

  /** Stays silent where another client may be able to do what this one cannot: connect, or log the wallet in. */
  #answer(asked: Running | undefined): void {
    const snapshot = asked?.closing.snapshot()
    if (snapshot && !this.#parts.isAway() && snapshot.recovery?.phase !== 'authorizing') asked?.turn.tell(snapshot)
  }

  #add(start: ClosingStart, context: ClosingContext, fingerprint: string): Closing {
    const { onChange, onFound } = this.#parts
    const sessionId = 'entry' in start ? start.entry.record.sessionId : start.sessionId
    const turn = new Turn(this.#join(), context.url, sessionId, context.timers)
    this.#scheduler ??= new Scheduler(context.timers)
    const closing = new RunningClosing(start, context, turn, this.#scheduler)
    let ended = 0
    this.#closings = [closing, ...this.#closings.filter(({ state }) => !isFinal(state) || ++ended < MOST_ENDED)]
    if (!isOver(closing.snapshot())) this.#running.set(sessionId, { closing, turn, fingerprint })
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

/** Why a request for other allocations cannot join a running closing. */
function inProgress(closing: RunningClosing): NitroliteError {
  return closing.isBetween
    ? new NitroliteError('CLOSING_SPLIT_AGREED', { split: describeSplit(closing.snapshot().allocations) })
    : new NitroliteError('CLOSING_IN_PROGRESS')
}
