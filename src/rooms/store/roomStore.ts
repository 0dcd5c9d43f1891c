import type { ClosingLogEntry, FinalClosingState } from '../../core/closing/types'
import type { NitroliteError, NitroliteErrorInfo } from '../../core/errors/errors'
import type { HistoryEntry } from '../../core/history/types'
import type { Allocation } from '../../core/sessions/types'
import type { Hex } from '../../core/types'
import type { CheckedRequest } from '../result/readRequest'

/**
 * - `queued`: nothing was sent for the room
 * - `sent`: a request to close its session may have been sent
 * - the other states are those in which a closing ends. `failed` and `cancelled` can be begun again
 */
export type StoredRoomState = 'queued' | 'sent' | FinalClosingState

/** How a room ended, as plain JSON. */
export interface RoomEnding {
  readonly state: FinalClosingState
  /** Null if the session was closed as asked. */
  readonly error: NitroliteErrorInfo | null
  /** The entry of the closing, with its receipt. Null if the closing ended before it was planned. */
  readonly entry: HistoryEntry | null
  /** Unix milliseconds, the clock of the worker. */
  readonly endedAt: number
}

/** The row of a room. */
export interface StoredRoom {
  /** The name that the app gave to the room. */
  readonly roomId: string
  readonly sessionId: Hex
  readonly request: CheckedRequest
  /** Equal for requests that ask for the same. */
  readonly hash: string
  /** Who receives what, as computed before the first request was sent; null before. */
  readonly allocations: readonly Allocation[] | null
  readonly state: StoredRoomState
  /** The worker that works on the room; null if none does. */
  readonly owner: string | null
  /** Counts the owners. A change that names an earlier epoch is refused. */
  readonly epoch: number
  readonly ending: RoomEnding | null
  /** Whether there is something left to do: the room has not ended, or its record may still be in the journal. */
  readonly isOpen: boolean
  /** Unix milliseconds, the clock of the store. */
  readonly createdAt: number
}

/** A room whose row cannot be read: it was changed by hand, or a later version has written it. */
export interface DamagedRoom {
  readonly roomId: string
  /** Says what is wrong with the row: `ROOM_STORE_FAILED`. */
  readonly error: NitroliteError
}

/**
 * Gets each row that cannot be read. The answer is without it, so that one damaged row does not keep other rooms back.
 * @default the call rejects, and says which row it is
 */
export type OnDamagedRoom = (room: DamagedRoom) => void

/** What is stored for a new room. */
export type NewRoom = Pick<StoredRoom, 'roomId' | 'sessionId' | 'request' | 'hash'>

/** A worker as the owner of a room. A change applies only while the room still has this owner and epoch. */
export type RoomMark = Pick<StoredRoom, 'roomId' | 'epoch'> & { readonly owner: string }

/**
 * A line of the log of a room: what a worker has found out or done. It never contains bytes, signatures or keys. Lines of the type
 * `room` are of the room closer, the others of the closing.
 */
export interface RoomLogEntry extends Omit<ClosingLogEntry, 'type'> {
  readonly type: 'room' | ClosingLogEntry['type']
  /** Counts the workers that have worked on the room. */
  readonly epoch: number
}

/** The log of a room, as its owner keeps it. */
export interface RoomLog {
  readonly mark: RoomMark
  /** At most 200 lines. */
  readonly log: readonly RoomLogEntry[]
}

/** What `add` found. */
export interface AddedRoom {
  /**
   * - `added`: the room was stored
   * - `present`: there is a room with this id already; nothing was changed
   * - `session taken`: another room has the same session; nothing was changed
   */
  readonly outcome: 'added' | 'present' | 'session taken'
  /** The room that is stored now: the new one, the present one, or the other one with the same session. */
  readonly room: StoredRoom
}

/** Which rooms to take. */
export interface RoomsToTake {
  /** The most rooms to take. */
  readonly limit: number
  /** Only this room. @default any */
  readonly roomId?: string
  /** Whether the room `roomId` is also taken, and begun again, if it has failed or was cancelled. @default false */
  readonly beginAgain?: boolean
}

/**
 * Where a room closer keeps one row for each room. Several workers share it. **Two rules must hold:**
 *
 * - A room changes its owner only by `take`, and only if it has none, or if its owner has been buried. A worker is buried once it
 *   has given no sign of life for its lease, by the clock of the store. A buried worker never comes back: `keepAlive` returns false
 * - Each change is atomic, and a promise resolves only when the change is safe
 *
 * The store does not prevent a second payment, the journal does. It makes sure that workers do not do the same work twice.
 */
export interface RoomStore {
  /**
   * Whether rooms survive the end of the process.
   * @default true
   */
  readonly isDurable?: boolean
  /** Registers a worker under a name that was never used before. */
  register(worker: string, lease: number): Promise<void>
  /**
   * Gives a sign of life.
   * @param lease milliseconds from now
   * @returns false if the worker was buried. Others may have taken its rooms
   */
  keepAlive(worker: string, lease: number): Promise<boolean>
  /**
   * Stores a room, unless there is one with its id or its session.
   * @param owner the worker that works on it, in epoch 1; null for a room that waits for a worker, in epoch 0
   */
  add(room: NewRoom, owner: string | null): Promise<AddedRoom>
  /** The rooms with these ids, in any order. Ids without a room are left out. */
  read(roomIds: readonly string[], onDamaged?: OnDamagedRoom): Promise<readonly StoredRoom[]>
  /**
   * Buries workers without a sign of life, and makes a worker the owner of open rooms that have none. Rooms of buried workers
   * come first, then those that wait longest. The epoch of each room becomes higher by one.
   * @returns the rooms as they are now
   */
  take(worker: string, which: RoomsToTake, onDamaged?: OnDamagedRoom): Promise<readonly StoredRoom[]>
  /** The open rooms of a worker. Called when it is not certain what an earlier call has changed. */
  owned(worker: string, onDamaged?: OnDamagedRoom): Promise<readonly StoredRoom[]>
  /**
   * Writes that a request with these allocations may be sent from now on. The state of a room that has an ending stays: the call may
   * have been carried out late.
   * @returns false if the room has another owner or epoch; nothing was changed then
   */
  markSent(mark: RoomMark, allocations: readonly Allocation[]): Promise<boolean>
  /**
   * Writes how a room ended. A later ending replaces an earlier one.
   * @param log replaces the log of the room. @default the log stays as it is
   * @returns false if the room has another owner or epoch; nothing was changed then
   */
  end(mark: RoomMark, ending: RoomEnding, log?: readonly RoomLogEntry[]): Promise<boolean>
  /** Replaces the logs of rooms. Rooms with another owner or epoch are left alone. Losing a log loses nothing else. */
  keepLogs(logs: readonly RoomLog[]): Promise<void>
  /** The log of a room; empty if none was kept. */
  readLog(roomId: string): Promise<readonly RoomLogEntry[]>
  /**
   * Notes that a person wants the owner of an open room to archive it. A later call for the room replaces an earlier one.
   * @param limit for how long the owner may take this up, in milliseconds by the clock of the store; 0 takes the wish back
   */
  askToArchive(roomId: string, limit: number): Promise<void>
  /** The open rooms of a worker that a person wants to be archived now. */
  askedToArchive(worker: string): Promise<readonly string[]>
  /** Marks rooms that have ended as done: nobody takes them any more. Rooms with another owner or epoch are left alone. */
  settle(marks: readonly RoomMark[]): Promise<void>
  /** Leaves all rooms of a worker to others, and buries it. */
  release(worker: string): Promise<void>
}
