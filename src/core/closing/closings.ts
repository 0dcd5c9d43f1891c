import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors/errors'
import { ANY_SCALE, formatAmount, readAmount } from '../sessions/amounts'
import type { Allocation } from '../sessions/types'
import type { Hex } from '../types'
import type { ClosingContext } from './context'
import { createClosing, type ClosingStart, type RunningClosing } from './createClosing'
import { journalKey, type Journal } from '../journal/journal'
import type { Peer, PeerMessage, Peers } from '../peers/peers'
import { isFinal, splitAgreed } from './progress'
import { refusedClosing } from './refusedClosing'
import { Turn } from '../peers/turn'
import type { CloseRequest, Closing, ClosingSnapshot } from './types'

/** Form of a session id on the nodes: they compare it as text. */
const SESSION_ID = /^0x[0-9a-f]{64}$/

/** @throws `SESSION_ID_INVALID` */
export function parseSessionId(sessionId: string): Hex {
  if (!SESSION_ID.test(sessionId)) throw new NitroliteError('SESSION_ID_INVALID', { sessionId: String(sessionId) })
  return sessionId as Hex
}

/** A number's worth as text, whatever way it is written; what is no amount stays as it is. */
function plainAmount(amount: string): string {
  const { units } = readAmount(amount, ANY_SCALE)
  return units === null ? amount : formatAmount(units, ANY_SCALE)
}

/** The request as it is now: what the caller does to its objects later changes nothing. */
function freeze(request: CloseRequest): CloseRequest {
  const { sessionData } = request
  // Comes from outside: rows that are no rows are left for the validation to refuse.
  const allocations = Array.from<Allocation, Allocation>(request.allocations ?? [], row => ({ ...row }))
  if (sessionData != null && typeof sessionData !== 'string') {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'sessionData', reason: 'It must be text.' })
  }
  return { ...request, allocations }
}

/** Equal for requests that ask for the same, however their rows are ordered and amounts are written. */
function fingerprint({ allocations, sessionData }: CloseRequest): string {
  const rows = allocations
    .map(({ participant, asset, amount }) => [String(participant), String(asset), plainAmount(String(amount))])
    .filter(([, , amount]) => amount !== '0')
    .map(row => JSON.stringify(row))
    .sort()
  return JSON.stringify([rows, sessionData ?? null])
}

/** How many ended closings are kept, so that a server that closes for years does not grow. */
const KEPT = 200

/** What the closings of a client are made with. */
export interface ClosingsParts {
  readonly peers: Peers
  readonly onChange: (snapshot: ClosingSnapshot) => void
  /** The journal holds a closing that somebody else has begun. */
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

  constructor(parts: ClosingsParts) {
    this.#parts = parts
  }

  /**
   * Starts a closing, or joins the running one of the session when it asks for the same. Never throws.
   * @param context asked for only when a new closing is started
   */
  start(wish: CloseRequest, context: () => ClosingContext): Closing {
    try {
      const request = freeze(wish)
      const mark = fingerprint(request)
      const sessionId = parseSessionId(request.sessionId)
      const running = this.#running.get(sessionId)
      if (!running) return this.#add({ id: randomName(), sessionId, request }, context(), mark)
      const { closing } = running
      if (running.fingerprint !== mark) throw closing.isBetween ? splitAgreed(closing.snapshot()) : new NitroliteError('CLOSING_IN_PROGRESS')
      // Whoever asks for what is agreed already wants it to go on.
      closing.resume()
      return closing
    }
    catch (thrown) {
      return refusedClosing(randomName(), wish, toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'close' }))
    }
  }

  /**
   * Goes on with every open closing that the journal holds for the node and nobody here is working on.
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
      // What a newer version has left open is kept as it is: its bytes mean nothing here.
      if (!context) continue
      // The list may be older than the end of one that was closed here.
      if (this.#running.has(sessionId) || this.#closings.some(({ id }) => id === record.closingId)) continue
      const mark = fingerprint({ sessionId, allocations: plan.allocations, ...(plan.sessionData !== null && { sessionData: plan.sessionData }) })
      resumed.push(this.#add({ entry: { record, revision } }, context, mark))
    }
    return resumed
  }

  /** Lets others go on with what this client has left open. */
  release(): void {
    for (const { turn } of this.#running.values()) turn.release()
    this.#peer?.leave()
    this.#peer = null
  }

  /** Not before the client is used: nothing is opened by making one. */
  #join(): Peer {
    return this.#peer ??= this.#parts.peers.join(message => this.#hear(message))
  }

  #hear(message: PeerMessage): void {
    const { kind, key } = message
    const running = [...this.#running.values()].find(({ turn }) => turn.key === key)
    if (kind === 'ask') this.#answer(running)
    else if (running) running.turn.hear(message.snapshot)
    else if (/^(submitting|confirming|agreed)$/.test(message.snapshot.state)) this.#parts.onFound()
  }

  /** Silent where somebody else may be able to do what this client cannot: connect, or log the wallet in. */
  #answer(asked: Running | undefined): void {
    const snapshot = asked?.closing.snapshot()
    if (snapshot && !this.#parts.isAway() && snapshot.recovery?.phase !== 'authorizing') asked?.turn.tell(snapshot)
  }

  #add(start: ClosingStart, context: ClosingContext, fingerprint: string): Closing {
    const { onChange, onFound } = this.#parts
    const sessionId = 'entry' in start ? start.entry.record.sessionId : start.sessionId
    const turn = new Turn(this.#join(), context.url, sessionId, context.timers)
    const closing = createClosing(start, context, turn)
    let kept = 0
    this.#closings = [closing, ...this.#closings.filter(each => !isFinal(each.state) || ++kept < KEPT)]
    if (!isFinal(closing.state)) this.#running.set(sessionId, { closing, turn, fingerprint })
    onChange(closing.snapshot())
    closing.subscribe(snapshot => {
      if (isFinal(snapshot.state)) this.#running.delete(sessionId)
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
