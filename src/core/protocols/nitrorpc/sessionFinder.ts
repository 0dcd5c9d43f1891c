import type { Connection } from '../../connection/types'
import type { AppSessionSummary } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { KnownSessions } from './knownSessions'
import { PAGE_SIZE } from './paging'
import { pagesOf, toSummary, type ListFilter } from './sessionList'

/** What a reading of one list says about a session. */
export interface Finding {
  /** The session as the list showed it; null if it was not on the pages that were read. */
  readonly summary: AppSessionSummary | null
  /** The list ended before a page was full, so a session that is missing was not in it. */
  readonly isWholeList: boolean
}

interface Waiting {
  readonly sessionId: Hex
  /** See `SessionFinder.find`. */
  readonly mostPages: number
  resolve(finding: Finding): void
  reject(thrown: unknown): void
}

/** One list on one socket, and everybody who waits for its next reading. */
interface SharedList {
  readonly read: ReturnType<typeof pagesOf>
  waiting: Waiting[]
}

/**
 * Finds sessions in the lists of their participants. The node has no call that reads a session by its id, so one reading of
 * a list serves all closings that wait for it: a thousand closings cost no more pages than one.
 */
export class SessionFinder {
  readonly #lists = new Map<string, SharedList>()
  readonly #known: KnownSessions

  /** @param known remembers every session that a list shows */
  constructor(known: KnownSessions) {
    this.#known = known
  }

  /**
   * Looks for a session in one list, in a reading that begins after this call.
   * @param mostPages how many pages are read at most, unless they contain other sessions that are looked for
   */
  find(connection: Connection, filter: ListFilter, sessionId: Hex, mostPages: number): Promise<Finding> {
    return new Promise((resolve, reject) => {
      const waiting = { sessionId, mostPages, resolve, reject }
      const key = JSON.stringify([connection.socketName, filter.participant, filter.status])
      const list = this.#lists.get(key)
      if (list) {
        list.waiting.push(waiting)
        return
      }
      const added: SharedList = { read: pagesOf(connection, filter), waiting: [waiting] }
      this.#lists.set(key, added)
      void this.#readWhileWanted(key, added)
    })
  }

  async #readWhileWanted(key: string, list: SharedList): Promise<void> {
    while (list.waiting.length > 0) {
      const wanted = list.waiting
      list.waiting = []
      await this.#readOnce(list, wanted)
    }
    this.#lists.delete(key)
  }

  /**
   * Looks for a session in the lists of all its participants at once, and takes the answer of the shortest: a server may have
   * thousands of sessions, while the other participant has one.
   * @param participants addresses as the session stores them
   * @returns null if the session is in no list
   */
  async findAmong(
    connection: Connection, participants: readonly Address[], status: string | undefined, sessionId: Hex,
  ): Promise<AppSessionSummary | null> {
    const search = (mostPages: number): Promise<Finding[]> =>
      Promise.all(participants.map(participant => this.find(connection, { participant, status }, sessionId, mostPages)))
    const onFirstPages = await search(1)
    const found = onFirstPages.find(({ summary }) => summary !== null)
    if (found || onFirstPages.some(({ isWholeList }) => isWholeList)) return found?.summary ?? null
    return (await search(Infinity)).find(({ summary }) => summary !== null)?.summary ?? null
  }

  /** Reads a list from its start, as far as it yields what is wanted. Never rejects; the waiting calls are settled instead. */
  async #readOnce(list: SharedList, wanted: readonly Waiting[]): Promise<void> {
    let missing = wanted
    try {
      let previousPage = ''
      for (let pages = 1; missing.length > 0; pages++) {
        const page = await list.read({ limit: PAGE_SIZE, offset: (pages - 1) * PAGE_SIZE })
        const summaries = new Map(page.filter(row => row !== null).map(row => [row.app_session_id, toSummary(row)]))
        for (const summary of summaries.values()) this.#known.remember(summary)
        const found = missing.filter(({ sessionId }) => summaries.has(sessionId))
        for (const { sessionId, resolve } of found) resolve({ summary: summaries.get(sessionId) ?? null, isWholeList: false })
        missing = missing.filter(waiting => !found.includes(waiting))
        const isFull = page.length >= PAGE_SIZE
        // A node that ignores the offset would return the same page forever.
        const text = isFull ? JSON.stringify(page) : ''
        const isWholeList = !isFull || text === previousPage
        previousPage = text
        // If a page contains wanted sessions, the next one probably does as well.
        const mustContinue = found.length > 0 || missing.some(({ mostPages }) => pages < mostPages)
        if (!isWholeList && mustContinue) continue
        for (const { resolve } of missing) resolve({ summary: null, isWholeList })
        return
      }
    }
    catch (thrown) {
      for (const { reject } of missing) reject(thrown)
    }
  }
}
