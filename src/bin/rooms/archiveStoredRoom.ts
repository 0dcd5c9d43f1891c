import { randomName } from '../../core/connection/requestIds'
import { describeError } from '../../core/errors/errors'
import type { HistoryEntry } from '../../core/history/types'
import { journalKey, type Journal, type JournalRecord } from '../../core/journal/journal'
import { boundLog } from '../../rooms/closer/roomLog'
import { isArchivedEnding } from '../../rooms/closer/outcome'
import type { RoomEnding, RoomMark, RoomStore, StoredRoom } from '../../rooms/store/roomStore'

/** How long other workers leave the room to this call, in milliseconds. */
const LEASE = 60_000
/** Between two looks at a room that a worker is asked to archive, in milliseconds. */
const PAUSE = 500

export interface ArchivingParts {
  readonly rooms: RoomStore
  readonly journal: Journal
  /** URL of the node, as the workers have it. */
  readonly url: string
  /** Unix milliseconds. */
  now(): number
  /** Finds out whether the node can still tell the outcome of a record. @returns why it can; null if it cannot */
  findOutcome(record: JournalRecord): Promise<string | null>
  /** How long a worker that has the room may take to archive it, in milliseconds. It looks for such wishes every two seconds. */
  readonly wait: number
  /** A worker that gives signs of life has the room. It is asked to archive the room, and this call waits for it. */
  onAsked(): void
}

/**
 * How a room could be archived.
 * - `archived`: the room has ended, and its record has left the journal
 * - `record left`: the room has ended. The worker that has the room, or the next one, removes the record
 * - `refused`: this call has changed nothing. `reason` is one or more sentences for the operator
 * - `not taken up`: the worker that has the room did not archive it in time. `reason` is several sentences for the operator
 */
export type Archiving =
  | { readonly outcome: 'archived' | 'record left' }
  | { readonly outcome: 'refused' | 'not taken up', readonly reason: string }

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

/** Takes a room that no worker has, and archives it. @returns null if a worker that gives signs of life has it */
async function archiveFree(roomId: string, worker: string, parts: ArchivingParts, key: string, checked: string): Promise<Archiving | null> {
  const [own] = await parts.rooms.take(worker, { limit: 1, roomId })
  return own ? archiveOwn(parts, { roomId, owner: worker, epoch: own.epoch }, key, checked) : null
}

/** How a room has ended that another worker had; null if it has not ended. */
function endOf({ ending, isOpen, state }: StoredRoom): Archiving | null {
  if (!ending) return null
  if (isArchivedEnding(ending)) return { outcome: isOpen ? 'record left' : 'archived' }
  return refused(`The room has ended as ${state} meanwhile.`)
}

/**
 * Asks the worker that has a room to archive it. Only that worker knows whether something of the room is under way. If the worker dies
 * meanwhile, this call takes the room.
 */
async function askOwner(roomId: string, worker: string, parts: ArchivingParts, archive: () => Promise<Archiving | null>): Promise<Archiving> {
  const { rooms, now, wait } = parts
  const until = now() + wait
  await rooms.askToArchive(roomId, wait)
  parts.onAsked()
  let [stored] = await rooms.read([roomId])
  try {
    while (now() < until && stored?.isOpen) {
      await new Promise((resolve) => { setTimeout(resolve, PAUSE) })
      await rooms.keepAlive(worker, LEASE)
      const archiving = stored.ending ? null : await archive()
      if (archiving) return archiving;
      [stored] = await rooms.read([roomId])
    }
  }
  finally {
    await rooms.askToArchive(roomId, 0)
  }
  return (stored && endOf(stored)) ?? {
    outcome: 'not taken up',
    reason: `The worker ${stored?.owner ?? ''} has the room and gives signs of life, but has not archived it within ${wait / 1_000} s. Perhaps the worker has not found out yet that the node cannot tell the outcome, or it has an earlier version: "rooms explain" shows what it knows. The worker is no longer asked, but may have just begun to archive the room. Try again, or stop the workers first.`,
  }
}

/**
 * Ends a room whose node cannot tell its outcome any more. If a worker has the room, that worker is asked to do it. Nothing is sent for
 * the room any more.
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
  const archive = (): Promise<Archiving | null> => archiveFree(roomId, worker, parts, key, entry.revision)
  await rooms.register(worker, LEASE)
  try {
    return await archive() ?? await askOwner(roomId, worker, parts, archive)
  }
  finally {
    await rooms.release(worker)
  }
}
