import type { ClosingHistory, HistoryEntry } from '../../core/history/types'
import type { Hex } from '../../core/types'
import type { RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { isArchivedEnding } from './outcome'

export interface RoomHistoryParts {
  readonly rooms: RoomStore
  /** The history of the app, which gets every entry too; null if there is none. */
  readonly history: ClosingHistory | null
  roomOfSession(sessionId: Hex): OpenRoom | undefined
  roomOfClosing(closingId: string): OpenRoom | undefined
  /** Keeps how a room was paid, or that it was archived. @throws what the store throws */
  keep(room: OpenRoom, entry: HistoryEntry): Promise<void>
}

/**
 * The history that the connections write to. The engine keeps the ending of a paid or archived closing here before the record
 * leaves the journal, so the row of the room has it first. Any other ending without a receipt is left to the worker, which may try again.
 */
export function createRoomHistory({ rooms, history, roomOfSession, roomOfClosing, keep }: RoomHistoryParts): ClosingHistory {
  return {
    async put(entry) {
      const room = roomOfSession(entry.sessionId)
      if (room && (entry.receipt || isArchivedEnding(entry))) await keep(room, entry)
      await history?.put(entry)
    },
    async find(query) {
      // The engine asks for an entry by the name of its closing.
      const room = query?.text === undefined ? undefined : roomOfClosing(query.text)
      const [stored] = room ? await rooms.read([room.stored.roomId]) : []
      const entry = stored?.ending?.entry
      return entry && entry.closingId === query?.text ? [entry] : await history?.find(query) ?? []
    },
  }
}
