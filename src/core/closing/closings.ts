import { randomName } from '../connection/requestIds'
import { NitroliteError, toNitroliteError } from '../errors'
import { ANY_SCALE, formatAmount, readAmount } from '../sessions/amounts'
import type { Allocation } from '../sessions/types'
import type { Hex } from '../types'
import type { ClosingContext } from './context'
import { createClosing, type RunningClosing } from './createClosing'
import { journalKey, type Journal } from './journal'
import { isFinal } from './progress'
import { refusedClosing } from './refusedClosing'
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

/** Records that a client of this page or process works on, by journal. */
const CLAIMS = new WeakMap<Journal, Set<string>>()

function claimsOf(journal: Journal): Set<string> {
  const claims = CLAIMS.get(journal) ?? new Set<string>()
  CLAIMS.set(journal, claims)
  return claims
}

/** How many ended closings are kept, so that a server that closes for years does not grow. */
const KEPT = 200

/** All closings of a client: at most one at a time for each session. */
export class Closings {
  #closings: readonly Closing[] = []
  readonly #running = new Map<Hex, { readonly closing: RunningClosing, readonly fingerprint: string }>()
  readonly #claimed = new Map<RunningClosing, () => void>()
  readonly #onChange: (snapshot: ClosingSnapshot) => void

  constructor(onChange: (snapshot: ClosingSnapshot) => void) {
    this.#onChange = onChange
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
      if (!running) return this.#add(this.#claim(context(), sessionId, parts => createClosing({ id: randomName(), sessionId, request }, parts)), mark)
      if (running.fingerprint !== mark) throw new NitroliteError('CLOSING_IN_PROGRESS')
      return running.closing
    }
    catch (thrown) {
      return refusedClosing(randomName(), wish, toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'close' }))
    }
  }

  /**
   * Goes on with every open closing that the journal holds for the node and nobody here is working on.
   * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`
   */
  async resume(url: string, context: () => ClosingContext): Promise<readonly Closing[]> {
    const { journal, protocol } = context()
    const resumed: Closing[] = []
    for (const { key, record, revision } of await journal.list()) {
      const { sessionId, plan } = record
      // What another protocol has left open is kept as it is: its bytes mean nothing here.
      if (key !== journalKey(url, sessionId) || record.protocol !== protocol.name) continue
      if (this.#running.has(sessionId) || claimsOf(journal).has(key)) continue
      const mark = fingerprint({ sessionId, allocations: plan.allocations, ...(plan.sessionData !== null && { sessionData: plan.sessionData }) })
      resumed.push(this.#add(
        this.#claim(context(), sessionId, parts => createClosing({ entry: { record, revision } }, parts)), mark))
    }
    return resumed
  }

  /** Lets others of this page or process go on with what this client has left open. */
  release(): void {
    for (const release of this.#claimed.values()) release()
    this.#claimed.clear()
  }

  /** Keeps other clients of this page or process from working on the same record. */
  #claim(context: ClosingContext, sessionId: Hex, create: (context: ClosingContext) => RunningClosing): RunningClosing {
    const claims = claimsOf(context.journal)
    const key = journalKey(context.url, sessionId)
    const isFree = !claims.has(key)
    claims.add(key)
    const closing = create(context)
    if (isFree) this.#claimed.set(closing, () => claims.delete(key))
    return closing
  }

  #add(closing: RunningClosing, fingerprint: string): Closing {
    const { sessionId } = closing
    let kept = 0
    this.#closings = [closing, ...this.#closings.filter(each => !isFinal(each.state) || ++kept < KEPT)]
    if (!isFinal(closing.state)) this.#running.set(sessionId, { closing, fingerprint })
    this.#onChange(closing.snapshot())
    closing.subscribe(snapshot => {
      if (isFinal(snapshot.state)) {
        this.#running.delete(sessionId)
        this.#claimed.get(closing)?.()
        this.#claimed.delete(closing)
      }
      this.#onChange(snapshot)
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
