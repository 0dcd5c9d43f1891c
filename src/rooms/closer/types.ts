import type { ConnectionStatus } from '../../core/connection/types'
import type { ClosingState } from '../../core/closing/types'
import type { NitroliteError, NitroliteErrorInfo } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Allocation } from '../../core/sessions/types'
import type { Hex, Unsubscribe } from '../../core/types'
import type { RoomAlarm } from './alarmTypes'
import type { RoomEvent } from './events'
import type { RoomCloserHealth } from './health'
import type { BatchedRoom, RoomBatch, RoomBatchOptions } from './batchTypes'
import type { RoomRequest } from '../result/types'

/**
 * - `queued`: the room is stored, or is being stored, and waits for its turn
 * - `elsewhere`: another worker works on the room. Its end is reported here too, unless the promise is rejected already: with
 *   `ROOM_CLOSER_STOPPED`, or with `ROOM_STORE_FAILED` if nobody knows whether the room is stored
 * - the other states are those of its closing
 */
export type RoomState = 'queued' | 'elsewhere' | ClosingState

/** A room at one moment, as plain data. */
export interface RoomSnapshot {
  readonly roomId: string
  /** Empty if the request was refused because of it. */
  readonly sessionId: Hex | ''
  readonly state: RoomState
  /** Counts the workers that have worked on the room; 0 before the first one. */
  readonly epoch: number
  /** Who receives what; empty until the session was read. */
  readonly allocations: readonly Allocation[]
  readonly error: NitroliteErrorInfo | null
  readonly receipt: Receipt | null
}

/**
 * A room that is being closed. Awaiting it gives the receipt once the session is paid as asked, and throws if it ends in any
 * other way.
 */
export interface RoomClosing extends PromiseLike<Receipt> {
  readonly roomId: string
  readonly state: RoomState
  snapshot(): RoomSnapshot
  /** Calls the listener with every later change, but not with the present state. @returns a function that stops listening */
  subscribe(listener: (snapshot: RoomSnapshot) => void): Unsubscribe
}

/**
 * What a wake-up led to.
 * - `taken`: this worker works on the room now, or did already
 * - `elsewhere`: another worker works on it
 * - `ended`: nothing is left to do
 * - `not found`: no such room is stored
 * - `full`: the queue of this worker is full. The room is taken later, here or elsewhere
 */
export type WakeResult = 'taken' | 'elsewhere' | 'ended' | 'not found' | 'full'

/** What a room closer is doing. */
export interface RoomCloserStatus {
  /** Name of this worker in the store; null while it is not registered. */
  readonly worker: string | null
  readonly connections: readonly ConnectionStatus[]
  /** Rooms that wait to be begun. */
  readonly queued: number
  /** Rooms that are planned, signed or sent. */
  readonly running: number
  /** Rooms that meet their players. */
  readonly meeting: number
  /** Rooms whose outcome is unknown. */
  readonly unknown: number
  /** Whether new rooms wait because the node does not answer. */
  readonly isPaused: boolean
}

/** Events of a room closer. */
export interface RoomCloserEvents {
  /** Something happened to a room. */
  room: (event: RoomEvent) => void
  /** A person should look at a room. */
  alarm: (alarm: RoomAlarm) => void
  /** Something failed that no caller waits for. */
  error: (error: NitroliteError) => void
}

/** Closes the sessions of rooms, each exactly once, over several connections and together with other workers. */
export interface RoomCloser {
  /**
   * Connects, and continues with the rooms that other workers have left. Rooms are taken page by page, so this does not take
   * longer with many of them.
   * @throws what `connect()` of a client throws, `JOURNAL_UNAVAILABLE` if the journal cannot be used or could lose what it has confirmed,
   * `ROOM_STORE_FAILED`, `ROOM_CLOSER_STOPPED`
   */
  start(): Promise<void>
  /**
   * Stores a room, and closes its session. The same room with the same result is the same closing, also after a restart and on another
   * machine. A room that has failed is begun again, unless it was archived. Never throws: the closing rejects with `ROOM_RESULT_INVALID`,
   * `ROOM_RESULT_CONFLICT`, `ROOM_SESSION_TAKEN`, `ROOM_QUEUE_FULL`, `ROOM_CLOSER_STOPPED`, `ROOM_STORE_FAILED`, and with everything
   * that ends a closing.
   * @param roomId the app's name for the room, up to 200 characters
   */
  close(roomId: string, request: RoomRequest): RoomClosing
  /**
   * Closes many rooms, and counts them. Takes the next room only when the queue has space, so the list may be endless.
   */
  closeAll(
    rooms: Iterable<BatchedRoom> | AsyncIterable<BatchedRoom>, options?: RoomBatchOptions,
  ): RoomBatch
  /**
   * Looks at one room now, for example because a queue says so. Rooms that nobody works on are found without `wake` too, and a call
   * that comes twice or late changes nothing.
   * @throws `ROOM_STORE_FAILED`, `ROOM_CLOSER_STOPPED`
   */
  wake(roomId: string): Promise<WakeResult>
  /**
   * Gives up looking for the outcome of a room whose node cannot tell it any more: the error of the room is `CLOSING_SESSION_MISSING` or
   * `PROTOCOL_CHANGED`. Only a person may decide this: the session may have been paid, or may still be paid. The room ends as `failed`
   * with `CLOSING_ARCHIVED`. Nothing is sent for it any more, and `close` does not begin it again.
   * @returns whether this worker archives the room. Only the worker that has the room can do so, and only while the outcome cannot be found
   * out. The command `vue-nitrolite rooms archive` finds that worker by itself
   */
  archive(roomId: string): boolean
  /** A room as it is stored, whichever worker works on it; null if there is none. @throws `ROOM_STORE_FAILED` */
  read(roomId: string): Promise<RoomSnapshot | null>
  status(): RoomCloserStatus
  /** For the probes of an orchestrator. Answers at once, from what is known. */
  health(): RoomCloserHealth
  /** @returns a function that stops listening */
  on<E extends keyof RoomCloserEvents>(event: E, listener: RoomCloserEvents[E]): Unsubscribe
  /**
   * Shuts down: takes no more rooms, waits until the node has answered what was sent, and leaves the rest to other workers. Rooms
   * that were sent are left as sent. The closer cannot be used again.
   * @property timeout how long to wait for answers of the node, in milliseconds. @default 10_000. If the store does not answer either,
   * `stop` takes half a minute longer
   */
  stop(options?: { readonly timeout?: number }): Promise<void>
}
