import { codeOf, NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { Journal, JournalEntry, JournalRecord } from '../../core/journal/journal'
import type { RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { isRoomLost } from './outcome'

/** What the journal of a connection needs to know of its worker. */
export interface GuardedJournalParts {
  readonly journal: Journal
  readonly rooms: RoomStore
  /** Whether this worker still owns its rooms, as far as it can know. */
  isOwner(): boolean
  /** The room whose closing has this key; undefined if this worker does not have it. */
  roomOf(key: string): OpenRoom | undefined
  /** The journal is about to hold this record of the room. */
  onRecord(room: OpenRoom, record: JournalRecord): void
  /** Writes the ending of a room that the store has not confirmed yet. @throws what the store throws */
  saveEnding(room: OpenRoom): Promise<void>
}

/** The journal as one connection uses it. */
export interface GuardedJournal extends Journal {
  /** Shows the client a record, until the returned function is called. The client finds no others. */
  offer(key: string, entry: JournalEntry): () => void
}

/**
 * The journal of one connection. It adds three rules:
 *
 * - A worker whose rooms may belong to others writes nothing, so it does not sign or send anything new either
 * - The first record of a room is written after the store has marked the room as sent, for its present owner only
 * - The record of a paid room is removed after the store has its ending
 *
 * It lists only the records that the worker offers. So a connection does not take up rooms of other workers and connections.
 */
export function createGuardedJournal({ journal, rooms, isOwner, roomOf, onRecord, saveEnding }: GuardedJournalParts): GuardedJournal {
  const offered = new Map<string, JournalEntry>()

  /** @throws `ROOM_TAKEN_OVER`: nothing was written */
  function requireRoom(key: string): OpenRoom {
    const room = roomOf(key)
    if (!room || !isOwner()) throw new NitroliteError('ROOM_TAKEN_OVER', { roomId: room?.stored.roomId })
    return room
  }

  /** What is wrong with the table of rooms also says what to do about it. */
  const unavailable = (thrown: unknown): never => {
    if (isRoomLost(codeOf(thrown))) throw thrown
    const { data, why } = toNitroliteError(thrown, 'ROOM_STORE_FAILED').info
    throw new NitroliteError('JOURNAL_UNAVAILABLE', { ...data, reason: why }, { cause: thrown })
  }

  const markEnded = journal.markEnded?.bind(journal)
  return {
    get isDurable() { return journal.isDurable ?? true },
    get unusable() { return journal.unusable ?? [] },
    async create(key, record) {
      const room = requireRoom(key)
      const isOurs = await rooms.markSent(room.mark, record.plan.allocations).catch(unavailable)
      if (!isOurs) throw new NitroliteError('ROOM_TAKEN_OVER', { roomId: room.stored.roomId })
      requireRoom(key)
      onRecord(room, record)
      return journal.create(key, record)
    },
    replace: async (key, record, revision) => {
      onRecord(requireRoom(key), record)
      return journal.replace(key, record, revision)
    },
    async remove(key, revision) {
      const room = requireRoom(key)
      if (room.unsaved) await saveEnding(room).catch(unavailable)
      const isRemoved = await journal.remove(key, revision)
      if (isRemoved) room.hasRecord = false
      return isRemoved
    },
    ...markEnded && { markEnded },
    read: key => journal.read(key),
    list: async () => [...offered].map(([key, entry]) => ({ key, ...entry })),
    offer(key, entry) {
      offered.set(key, entry)
      return () => { offered.delete(key) }
    },
  }
}
