import type { Connection } from '../../connection/types'
import type { Address, Hex } from '../../types'
import type { Ask } from './calls'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'
import type { SeenSessions } from './seenSessions'
import { onlyRow, SESSIONS_METHOD } from './sessions'

/** If fewer sessions than this are wanted from one page of a list, each is read by its id. */
const LEAST_FOR_A_PAGE = 4

/** How many places in lists are remembered, so that a server that runs for years does not grow. */
const MOST_PLACES = 20_000

/** A session that a closing waits for. */
interface Wanted {
  readonly sessionId: Hex
  /** A wallet whose list of sessions contains this one. */
  readonly wallet: Address
  /** The page of that list which may contain the session. Null if the session must be read by its id. */
  readonly page: number | null
  /** Whether the page is known from an earlier reading, and not just the next one to try. */
  readonly isPageKnown: boolean
  resolve(row: schemas.SessionRow): void
  reject(thrown: unknown): void
}

/**
 * Reads sessions for closings. While a reading waits for its turn, others join it: many sessions of one wallet are read as a
 * page of the wallet's list, so that a thousand closings need ten messages instead of a thousand. Every session that is read
 * is passed to `SeenSessions`.
 */
export class SessionReader {
  readonly #ask: Ask
  readonly #seen: SeenSessions
  /** What the next message will ask for, by socket. A socket is in here while that message waits for its turn. */
  readonly #wanted = new Map<string, Wanted[]>()
  /** The page on which each session was last seen. A list is ordered by creation, so a session keeps its place for long. */
  readonly #places = new Map<Hex, number>()

  constructor(ask: Ask, seen: SeenSessions) {
    this.#ask = ask
    this.#seen = seen
  }

  /**
   * Reads one session, in a reading that leaves after this call.
   * @param wallet a participant, in whose list the session may be looked for
   * @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED`, and what `Ask` throws
   */
  read(connection: Connection, sessionId: Hex, wallet: Address): Promise<schemas.SessionRow> {
    const place = this.#places.get(sessionId)
    return new Promise((resolve, reject) => {
      this.#want(connection, [{ sessionId, wallet, page: place ?? 0, isPageKnown: place !== undefined, resolve, reject }])
    })
  }

  #want(connection: Connection, added: readonly Wanted[]): void {
    const socket = connection.socketName ?? ''
    const waiting = this.#wanted.get(socket)
    if (waiting) waiting.push(...added)
    else if (added.length > 0) {
      this.#wanted.set(socket, [...added])
      void this.#readNext(connection, socket)
    }
  }

  /** Waits for a turn, reads what is wanted then, and settles it. Never rejects. */
  async #readNext(connection: Connection, socket: string): Promise<void> {
    let taken: readonly Wanted[] = []
    let page: number | null = null
    try {
      const answer = await this.#ask(connection, {
        method: SESSIONS_METHOD, schema: schemas.sessions,
        params: () => {
          ({ taken, page } = this.#take(socket))
          this.#want(connection, this.#takeRest(socket))
          const [{ sessionId = '', wallet = '' } = {}] = taken
          return page === null
            ? { app_session_id: sessionId }
            : { participant: wallet, pagination: { limit: PAGE_SIZE, offset: page * PAGE_SIZE } }
        },
      })
      if (page === null) this.#settleOne(taken, answer.app_sessions)
      else this.#settlePage(connection, taken, page, answer)
    }
    catch (thrown) {
      for (const { reject } of taken) reject(thrown)
    }
  }

  /** Takes what the next message asks for: all that may be on the page of the first, or the first alone. */
  #take(socket: string): { taken: readonly Wanted[], page: number | null } {
    const waiting = this.#wanted.get(socket) ?? []
    const [first] = waiting
    if (!first) return { taken: [], page: null }
    const onPage = waiting.filter(({ wallet, page }) => page !== null && page === first.page && wallet === first.wallet)
    const isPage = new Set(onPage.map(({ sessionId }) => sessionId)).size >= LEAST_FOR_A_PAGE
    const taken = isPage ? onPage : waiting.filter(({ sessionId }) => sessionId === first.sessionId)
    this.#wanted.set(socket, waiting.filter(each => !taken.includes(each)))
    return { taken, page: isPage ? first.page : null }
  }

  /** Takes what is left for later messages. */
  #takeRest(socket: string): readonly Wanted[] {
    const rest = this.#wanted.get(socket) ?? []
    this.#wanted.delete(socket)
    return rest
  }

  #settleOne(taken: readonly Wanted[], rows: readonly (schemas.SessionRow | null)[]): void {
    const [first] = taken
    if (!first) return
    const row = onlyRow(rows, first.sessionId)
    this.#seen.noteSession(row)
    for (const { resolve } of taken) resolve(row)
  }

  #settlePage(connection: Connection, taken: readonly Wanted[], page: number, answer: SessionsPage): void {
    const rows = new Map(answer.app_sessions.filter(row => row !== null).map(row => [row.app_session_id, row]))
    for (const [sessionId, row] of rows) {
      this.#rememberPlace(sessionId, page)
      this.#seen.noteSession(row)
    }
    const missing: Wanted[] = []
    for (const wanted of taken) {
      const row = rows.get(wanted.sessionId)
      if (row) wanted.resolve(row)
      else missing.push(wanted)
    }
    // If a page contains wanted sessions, the next one probably does as well.
    const hasNext = (page + 1) * PAGE_SIZE < answer.metadata.total_count && missing.length < taken.length
    this.#want(connection, missing.map(wanted => ({ ...wanted, page: hasNext && !wanted.isPageKnown ? page + 1 : null })))
  }

  #rememberPlace(sessionId: Hex, page: number): void {
    this.#places.delete(sessionId)
    this.#places.set(sessionId, page)
    const [oldest] = this.#places.keys()
    if (this.#places.size > MOST_PLACES && oldest !== undefined) this.#places.delete(oldest)
  }
}

interface SessionsPage {
  readonly app_sessions: readonly (schemas.SessionRow | null)[]
  readonly metadata: { readonly total_count: number }
}
