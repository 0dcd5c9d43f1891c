import { randomName } from '../../core/connection/requestIds'
import { describeError } from '../../core/errors/errors'
import type { HistoryEntry } from '../../core/history/types'
import { journalKey, type Journal, type JournalRecord } from '../../core/journal/journal'
import { boundLog } from '../../rooms/closer/roomLog'
import type { RoomEnding, RoomMark, RoomStore, StoredRoom } from '../../rooms/store/roomStore'

/** How long other workers leave the room to this call, in milliseconds. */
const LEASE = 60_000

export interface ArchivingParts {
  readonly rooms: RoomStore
  readonly journal: Journal
  /** URL of the node, as the workers have it. */
  readonly url: string
  /** Unix milliseconds. */
  now(): number
  /** Finds out whether the node can still tell the outcome of a record. @returns why it can; null if it cannot */
  findOutcome(record: JournalRecord): Promise<string | null>
}

/**
 * How a room could be archived.
 * - `archived`: the room has ended, and its record has left the journal
 * - `record left`: the room has ended. The next worker that looks for rooms removes the record
 * - `refused`: nothing was changed. `reason` is one or more sentences for the operator
 */
export type Archiving =
  | { readonly outcome: 'archived' | 'record left' }
  | { readonly outcome: 'refused', readonly reason: string }

const NOTHING_SENT = 'Nothing was sent for the room, so there is no outcome to look for.'

const refused = (reason: string): Archiving => ({ outcome: 'refused', reason })

function reasonAgainst({ isOpen, state, ending }: StoredRoom): string | null {
  if (ending || !isOpen) return `The room has ended as ${state}.`
  return state === 'queued' ? NOTHING_SENT : null
}

function entryOf({ closingId, sessionId, node, protocol, plan, attempts, startedAt }: JournalRecord, endedAt: number): HistoryEntry {
  return {
    version: 1, closingId, sessionId, node, protocol, application: plan.session.application, wallet: plan.wallet, requested: plan.allocations, attempts: attempts.length,
    isResumed: true, startedAt, endedAt, state: 'failed', receipt: null, error: describeError('CLOSING_ARCHIVED'),
  }
}

/** Archives a room that belongs to this call, if its record is still the checked one. */
async function archiveOwn({ rooms, journal, now }: ArchivingParts, mark: RoomMark, key: string, checked: string): Promise<Archiving> {
  const entry = await journal.read(key)
  if (entry?.revision !== checked) return refused('A worker has changed the record of the room meanwhile. Try again.')
  const endedAt = now()
  const ending: RoomEnding = { state: 'failed', error: describeError('CLOSING_ARCHIVED'), entry: entryOf(entry.record, endedAt), endedAt }
  const log = await rooms.readLog(mark.roomId)
  const line = { at: endedAt, epoch: mark.epoch, type: 'room', name: 'archived', details: 'by a person', attempts: {} } as const
  // In this order, as a worker does it: a worker that finds the ending removes the record.
  if (!await rooms.end(mark, ending, boundLog([...log, line]))) return refused('A worker has taken the room meanwhile. Try again.')
  if (!await journal.remove(key, entry.revision)) return { outcome: 'record left' }
  await rooms.settle([mark])
  return { outcome: 'archived' }
}

/**
 * Ends a room whose node cannot tell its outcome any more, while no worker has the room. Nothing is sent for it any more.
 * @throws `ROOM_STORE_FAILED`, `JOURNAL_…`: the room may have been archived
 */
export async function archiveStoredRoom(roomId: string, parts: ArchivingParts): Promise<Archiving> {
  const { rooms, journal, url, findOutcome } = parts
  const [stored] = await rooms.read([roomId])
  if (!stored) return refused(`There is no room ${roomId}.`)
  const against = reasonAgainst(stored)
  if (against !== null) return refused(against)
  const key = journalKey(url, stored.sessionId)
  const entry = await journal.read(key)
  if (!entry) {
    return refused('The journal has no record of its session for this node that can be used. Without a record, a worker finds out by itself what to do. Is the URL of the node the one of the workers?')
  }
  if (entry.record.attempts.length === 0) return refused(NOTHING_SENT)
  const found = await findOutcome(entry.record)
  if (found !== null) return refused(found)
  const worker = randomName()
  await rooms.register(worker, LEASE)
  try {
    const [own] = await rooms.take(worker, { limit: 1, roomId })
    if (!own) return refused(`${stored.owner === null ? 'A worker' : `The worker ${stored.owner}`} has the room, and gives signs of life. Call archive() of its room closer, or stop the workers first.`)
    return await archiveOwn(parts, { roomId, owner: worker, epoch: own.epoch }, key, entry.revision)
  }
  finally {
    await rooms.release(worker)
  }
}
