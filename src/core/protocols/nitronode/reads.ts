import type { Connection } from '../../connection/types'
import type { Balance, SessionQuery } from '../../sessions/types'
import type { Hex } from '../../types'
import type { Ask } from './calls'
import * as schemas from './schemas'
import type { SeenSessions } from './seenSessions'
import { listRows, readRow } from './sessions'

/** Reads sessions and balances. Every session that is read is passed to `SeenSessions`, which reports what has changed. */
export class Reads {
  readonly #seen: SeenSessions

  constructor(seen: SeenSessions) {
    this.#seen = seen
  }

  /** @throws `SESSION_NOT_FOUND`, `RESPONSE_UNEXPECTED`, and what `Ask` throws */
  async session(ask: Ask, connection: Connection, sessionId: Hex): Promise<schemas.SessionRow> {
    const row = await readRow(ask, connection, sessionId)
    this.#seen.noteSession(row)
    return row
  }

  /**
   * @param isPoll whether this read looks for changes, so that sessions that were never read before count as new
   * @throws `OPTIONS_INVALID` without a participant, and what `Ask` throws
   */
  async list(ask: Ask, connection: Connection, query: SessionQuery, isPoll = false): Promise<schemas.SessionRow[]> {
    const rows = await listRows(ask, connection, query)
    for (const row of rows) this.#seen.noteSession(row, isPoll)
    this.#seen.noteList(query, rows.map(row => row.app_session_id))
    return rows
  }

  /** @throws what `Ask` throws */
  async balances(ask: Ask, connection: Connection, wallet: string): Promise<Balance[]> {
    return (await ask(connection, { method: 'user.v1.get_balances', params: { wallet }, schema: schemas.balances })).balances
  }
}
