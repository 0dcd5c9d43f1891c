import { createNitroliteClient } from '../../core/client/createNitroliteClient'
import { MOST_MISSES } from '../../core/closing/policy/pauses'
import { codeOf } from '../../core/errors/errors'
import type { JournalRecord } from '../../core/journal/journal'
import { createPostgresJournal } from '../../node/postgresJournal'
import type { PostgresQuery } from '../../node/postgresOptions'
import { createPostgresRooms } from '../../node/postgresRooms'
import { archiveStoredRoom } from './archiveStoredRoom'
import type { CommandOutput } from '../commandOutput'
import { loadPackage } from './openDatabase'
import type { PostgresRoomReport } from './postgresRoomReport'

/** Between two questions to the node, in milliseconds: several nodes may be behind its address. */
const PAUSE = 1_000

export interface ArchiveRoomQuestion {
  readonly roomId: string
  readonly node: string
  /** How long a worker that has the room may take, in milliseconds. */
  readonly wait: number
  readonly table?: string
  readonly journalTable?: string
}

/**
 * Asks the node for the session of a record, as anybody can. @returns why the outcome can still be found out; null if it cannot
 * @throws why the node cannot be asked
 */
async function findOutcome(url: string, { sessionId, protocol }: JournalRecord): Promise<string | null> {
  const { WebSocket } = await loadPackage('ws', () => import('ws'))
  for (let misses = 0; misses < MOST_MISSES; misses += 1) {
    if (misses > 0) await new Promise((resolve) => { setTimeout(resolve, PAUSE) })
    const client = createNitroliteClient({ url, application: 'rooms archive', WebSocket, reconnect: false })
    try {
      await client.connect()
      if (client.protocol !== protocol) return null
      const { status } = await client.sessions.get(sessionId)
      return `The node knows the session, which is ${status}. Workers find out the outcome by themselves.`
    }
    catch (thrown) {
      if (codeOf(thrown) !== 'SESSION_NOT_FOUND') throw thrown
    }
    finally {
      client.dispose()
    }
  }
  return null
}

/** Ends a room whose node cannot tell its outcome any more. @returns the exit code */
export async function archiveRoom(
  report: PostgresRoomReport, query: PostgresQuery, { roomId, node, wait, table, journalTable }: ArchiveRoomQuestion, { out, error }: CommandOutput,
): Promise<number> {
  const refuse = (reason: string): number => {
    error(`${reason} Nothing was changed.\n`)
    return 1
  }
  // It reads without creating tables, so that a wrong database stays as it is.
  const found = await report.find(roomId)
  if (!found) return refuse(`There is no room ${roomId}.`)
  if (found.damage !== null) return refuse(`The row of the room is damaged: ${found.damage}`)
  if (!found.records) return refuse('This database has no journal: use --journal-table.')
  // Reading such a record would set it aside.
  if (found.records.some(({ kind }) => kind === 'damaged' || kind === 'newer')) return refuse('The record of the room cannot be used: "rooms explain" says why.')
  const archiving = await archiveStoredRoom(roomId, {
    url: node, rooms: createPostgresRooms({ query, ...table !== undefined && { table } }),
    journal: createPostgresJournal({ query, ...journalTable !== undefined && { table: journalTable } }),
    now: () => Date.now(), findOutcome: record => findOutcome(node, record),
    wait, onAsked: () => { out('A worker has the room. It is asked to archive it.\n') },
  })
  if (archiving.outcome === 'refused') return refuse(archiving.reason)
  if (archiving.outcome === 'not taken up') {
    error(`${archiving.reason}\n`)
    return 1
  }
  out(`The room ${roomId} is archived: it has ended as failed, with CLOSING_ARCHIVED. Nothing is sent for it any more. Its session may have been paid, or may still be paid.\n`)
  if (archiving.outcome === 'record left') out('Its record is still in the journal. A worker removes it.\n')
  return 0
}
