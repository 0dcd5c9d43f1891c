import type { NitroliteError } from '../../core/errors/errors'
import type { LoginStore } from '../../core/wallet/loginStore'
import type { CheckedRequest } from '../result/readRequest'
import type { StoredRoom } from '../store/roomStore'
import type { RoomAlarm } from './alarmTypes'
import type { OpenRoom } from './openRoom'
import type { ResolvedCloserOptions } from './options'
import type { RoomRunParts } from './roomRun'
import type { RoomView } from './roomView'
import type { Taking } from './taking'
import type { RoomCloserStatus } from './types'

/** What a worker needs from the room closer. */
export interface WorkerParts {
  readonly options: ResolvedCloserOptions
  readonly logins: LoginStore
  /** The view of a room that this worker takes, which callers may have already. */
  viewOf(stored: StoredRoom): RoomView
  emit: RoomRunParts['emit']
  report(error: NitroliteError): void
  /** A person should look at a room. */
  raise(alarm: RoomAlarm): void
  /** Nothing is left to do for a room. */
  onSettled(room: OpenRoom): void
  /** Other workers may have taken the rooms of this one. It does nothing any more. */
  onLost(): void
  /** There may be space in the queue. */
  onSpace(): void
}

/** A worker: one owner in the store, with connections of its own. A worker that has lost its lease is replaced by another one. */
export interface Worker extends Taking {
  readonly name: string
  /** Whether no other worker can have taken its rooms. */
  readonly isOwner: boolean
  readonly status: Omit<RoomCloserStatus, 'worker'>
  /** Rooms that wait to be begun. */
  readonly queued: number
  has(roomId: string): boolean
  /** Ends a room whose node cannot tell its outcome any more. @returns whether that is possible now */
  archive(roomId: string): boolean
  /**
   * Finds out, before a room is stored, whether a refund is possible: a stored room keeps its result. If the node cannot be asked now,
   * the answer comes when the closing is planned.
   * @throws `ROOM_DEPOSITS_UNKNOWN`
   */
  checkRefund(request: CheckedRequest): Promise<void>
  /** Works on a room that the store has given to this worker. */
  accept(stored: StoredRoom): OpenRoom
  connect(): Promise<void>
  /** Does what is due. To be called every second, or more often. */
  tick(): Promise<void>
  /** Begins and takes no more rooms. @returns tells whether rooms still wait for an answer of the node or the store */
  windDown(): { readonly isBusy: () => boolean }
  /** Waits until the store has answered the writes under way. Never rejects. */
  flush(): Promise<void>
  /** Keeps the logs of all rooms. Never rejects. */
  keepLogs(): Promise<void>
  /** Ends all connections. Nothing is sent any more. */
  end(): void
}
