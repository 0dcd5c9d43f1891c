import { doubling } from '../../core/closing/policy/pauses'
import { fingerprintOf } from '../../core/closing/request'
import type { Closing } from '../../core/closing/types'
import type { RoomEnding, RoomLogEntry, RoomMark, StoredRoom } from '../store/roomStore'
import type { RoomAlarmKind } from './alarmTypes'
import { boundLog, linesOf } from './roomLog'
import type { RoomView } from './roomView'

/** The wait before a room that was not paid is tried again, in milliseconds; the first wait doubles up to the longest. */
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
  hasRecord: boolean
  /** How many attempts were reported. */
  attempts = 0
  /** Who has signed the present bytes, in lower case, as far as it was reported. */
  signers: ReadonlySet<string> = new Set()
  /** An ending that the store has not confirmed. */
  unsaved: RoomEnding | null = null
  /** The newest ending that was given to the store; null before. */
  lastEnding: RoomEnding | null = null
  /** Whether the store has an ending. */
  hasEnding: boolean
  /** Whether this worker, or an earlier one, has found out that the session is paid. */
  isEndKnown: boolean
  /** Who receives what, as far as it was computed already. */
  allocations: StoredRoom['allocations']
  /** Stops meeting the players of the room. */
  leaveTransport = (): void => {}
  /** Stops counting by the state of the view. */
  stopWatching = (): void => {}
  /** When the room may be begun again, by `Timers.elapsed`. */
  dueAt = -Infinity
  /** When the first request was made, Unix milliseconds by the node's clock; null while none is known. */
  sentAt: number | null = null
  /** When this worker has first noticed that the outcome is unknown, in Unix milliseconds and by `Timers.elapsed`; null before. */
  doubted: { readonly at: number, readonly elapsed: number } | null = null
  /** Alarms that this worker has raised. */
  readonly alarms = new Set<RoomAlarmKind>()
  /** The log that earlier workers have kept; null before it was read. */
  earlierLog: readonly RoomLogEntry[] | null = null
  /** When the log was last kept while the outcome was unknown, by `Timers.elapsed`. */
  logKeptAt = -Infinity
  /** The log of this worker, without the present closing. */
  #pastLog: readonly RoomLogEntry[] = []
  #tries = 0
  /** Fingerprint of the rows that were refused last; null before. */
  #refusedRows: string | null = null

  constructor(stored: StoredRoom, worker: string, parts: Pick<OpenRoom, 'view' | 'key' | 'acceptedAt' | 'connection'>) {
    this.stored = stored
    this.mark = { roomId: stored.roomId, epoch: stored.epoch, owner: worker }
    this.view = parts.view
    this.key = parts.key
    this.acceptedAt = parts.acceptedAt
    this.connection = parts.connection
    this.allocations = stored.allocations
    // An ending is stored before the record leaves the journal.
    this.hasRecord = stored.state === 'sent' || stored.ending !== null
    this.hasEnding = this.isEndKnown = stored.ending !== null
  }

  /** An earlier try, or another worker, may have left a record in the journal. */
  get mayHaveRecord(): boolean {
    return this.#tries > 0 || this.stored.epoch > 1 || this.stored.state !== 'queued'
  }

  /** Something may have been sent, and nobody knows what became of it. The room may also wait for a connection to find that out. */
  get isUndecided(): boolean {
    const { state } = this.view
    return state === 'confirming' || (state === 'queued' && this.hasRecord && !this.hasEnding)
  }

  /** The log of this worker: what it has found out and done. */
  get log(): readonly RoomLogEntry[] {
    return boundLog([...this.#pastLog, ...linesOf(this.closing?.log() ?? [], this.stored.epoch)])
  }

  /** Adds a line to the log. To be called only while no closing is followed. */
  note(at: number, name: string, details: string): void {
    this.#pastLog = boundLog([...this.#pastLog, { at, epoch: this.stored.epoch, type: 'room', name, details, attempts: {} }])
  }

  /** Leaves the present closing, and keeps its log. */
  setAside(): void {
    this.#pastLog = this.log
    this.stopFollowing()
  }

  /** The present rows as one text. Before the first write there are no rows, and two tries without rows have the same text. */
  get #presentRows(): string {
    return fingerprintOf({ allocations: this.allocations ?? [] })
  }

  /** Whether the present rows were refused in an earlier try. */
  get wereRowsRefused(): boolean {
    return this.#presentRows === this.#refusedRows
  }

  /** Nothing was paid, and the journal has no record. So the rows are computed anew, from what the session holds then. */
  discardRows(wereRefused: boolean): void {
    if (wereRefused) this.#refusedRows = this.#presentRows
    this.allocations = null
    this.view.show({ allocations: [] })
  }

  /** The room is put back, and tried again after a pause. */
  putBack(now: number): void {
    this.setAside()
    this.#tries += 1
    this.dueAt = now + doubling(REPEAT_PAUSES, this.#tries)
  }

  /** Stops following the present closing: the room ignores everything that it reports from now on. */
  stopFollowing(): void {
    this.closing = null
    this.leaveTransport()
    this.leaveTransport = () => {}
  }
}
