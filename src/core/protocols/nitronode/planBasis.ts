import type { Connection } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { repeatIfLost } from './calls'
import type { Releases } from './ledger'
import type { SessionRow } from './schemas'
import type { SeenSessions } from './seenSessions'
import type { SessionReader } from './sessionReader'
import { toSummary } from './sessions'

/** How often a session is read, at most, if it changes while it is read. */
const MAX_READS = 5

/** A session, and its earlier payouts as they were read just before. */
export interface PlanReading {
  readonly row: SessionRow
  /** Transaction ids: see `ClosingPlan.baseline`. */
  readonly baseline: readonly string[]
}

const isSameState = (one: SessionRow, other: SessionRow): boolean => one.version === other.version && one.status === other.status

/** Reads what closings are planned from. */
export class PlanReader {
  readonly #sessions: SessionReader
  readonly #releases: Releases
  readonly #seen: SeenSessions

  constructor(sessions: SessionReader, releases: Releases, seen: SeenSessions) {
    this.#sessions = sessions
    this.#releases = releases
    this.#seen = seen
  }

  /**
   * Reads a session after its earlier payouts, in one burst. If the session is the same as it was read last, nobody has paid
   * anything out of it meanwhile, so the payouts are from before the plan. A session that this client has never read, and
   * one that has changed, take a second burst.
   * @throws `SESSION_NOT_FOUND`; `SESSION_CHANGED` if the session changed again and again
   */
  async read(connection: Connection, sessionId: Hex, wallet: Address): Promise<PlanReading> {
    let before = this.#seen.latest(sessionId)
    for (let count = 1; count <= MAX_READS; count++) {
      const known = before
      const { row, baseline } = await repeatIfLost(connection, async (): Promise<PlanReading> => known
        ? this.#readBurst(connection, known, wallet)
        : { row: await this.#sessions.read(connection, sessionId, wallet), baseline: [] })
      if (row.status !== 'open' || (before && isSameState(row, before))) return { row, baseline }
      before = row
    }
    throw new NitroliteError('SESSION_CHANGED', { node: before ? `version ${before.version}, ${before.status}` : '' })
  }

  /** Reads the payouts of a session, and then the session. The node answers the messages of a connection in order. */
  async #readBurst(connection: Connection, before: SessionRow, wallet: Address): Promise<PlanReading> {
    const summary = toSummary(before)
    const readRow = (): Promise<SessionRow> => this.#sessions.read(connection, summary.id, wallet)
    const asked: { row: Promise<SessionRow> | null } = { row: null }
    const { ids, isOfOneBurst } = await this.#releases.readBaseline(connection, summary, () => {
      asked.row = readRow()
      // If the payouts cannot be read, nobody waits for the session.
      asked.row.catch(() => {})
    })
    // Further pages of the payouts were read after the session.
    return { row: await (isOfOneBurst && asked.row ? asked.row : readRow()), baseline: ids }
  }
}
