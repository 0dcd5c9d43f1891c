import { doubling } from '../../core/closing/policy/pauses'
import type { Closing } from '../../core/closing/types'
import type { RoomEnding, RoomMark, StoredRoom } from '../store/roomStore'
import type { RoomView } from './roomView'

/** Before a room is tried again for which nothing was paid, in milliseconds; the first wait doubles up to the longest. */
const REPEAT_PAUSES = { first: 1_000, longest: 60_000 }

/** What this worker knows about a room that it owns. */
export class OpenRoom {
  readonly stored: StoredRoom
  readonly mark: RoomMark
  readonly view: RoomView
  /** The key of its closing in the journal. */
  readonly key: string
  /** When this worker has accepted or taken the room, by `Timers.elapsed`. */
  readonly acceptedAt: number
  /** Index of the connection that closes its session. */
  readonly connection: number
  closing: Closing | null = null
  /** Name of the closing in the journal; null until the journal has a record. */
  closingId: string | null = null
  /** The journal may hold a record of the room. */
  hasRecord = false
  /** How many attempts were reported. */
  attempts = 0
  /** Who has signed the present bytes, in lower case, as far as it was reported. */
  signers: ReadonlySet<string> = new Set()
  /** An ending that the store has not confirmed. */
  unsaved: RoomEnding | null = null
  /** Whether the store has an ending. */
  hasEnding: boolean
  /** Who receives what, as far as it was computed already. */
  allocations: StoredRoom['allocations']
  /** Stops meeting the players of the room. */
  leaveTransport = (): void => {}
  /** When the room may be begun again, by `Timers.elapsed`. */
  dueAt = -Infinity
  #tries = 0

  constructor(stored: StoredRoom, worker: string, parts: Pick<OpenRoom, 'view' | 'key' | 'acceptedAt' | 'connection'>) {
    this.stored = stored
    this.mark = { roomId: stored.roomId, epoch: stored.epoch, owner: worker }
    this.view = parts.view
    this.key = parts.key
    this.acceptedAt = parts.acceptedAt
    this.connection = parts.connection
    this.allocations = stored.allocations
    this.hasEnding = stored.ending !== null
  }

  /** An earlier try, or another worker, may have left a record in the journal. */
  get mayHaveRecord(): boolean {
    return this.#tries > 0 || this.stored.epoch > 1 || this.stored.state !== 'queued'
  }

  /** The room is put back, and tried again after a pause. */
  putBack(now: number): void {
    this.stopFollowing()
    this.#tries += 1
    this.dueAt = now + doubling(REPEAT_PAUSES, this.#tries)
  }

  /** What the present closing reports from now on does not concern the room any more. */
  stopFollowing(): void {
    this.closing = null
    this.leaveTransport()
    this.leaveTransport = () => {}
  }
}
