import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { RoomEnding, RoomLogEntry, RoomMark, RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { hasEnded } from './outcome'

export interface EndingsParts {
  readonly rooms: RoomStore
  /** The room has another owner. */
  onLost(room: OpenRoom): void
  /** Nothing is left to do for the room. */
  onSettled(room: OpenRoom): void
  /** The log that is kept with an ending. Never rejects. */
  logOf(room: OpenRoom): Promise<readonly RoomLogEntry[]>
  report(error: NitroliteError): void
  /** Unix milliseconds. */
  now(): number
}

/** Writes how rooms ended, and tries again while the store cannot be reached. */
export interface Endings {
  /** Rooms whose end the store has not confirmed. */
  readonly open: number
  /** Keeps how a room ended. @throws `ROOM_STORE_FAILED` */
  save(room: OpenRoom, ending: RoomEnding): Promise<void>
  /** Keeps what was not confirmed yet. @throws `ROOM_STORE_FAILED` */
  saveAgain(room: OpenRoom): Promise<void>
  /** Marks a room as done, once its ending is kept. Never rejects. */
  settle(room: OpenRoom): void
  /** Tries again what has failed. Never rejects. */
  retry(): void
  /** Waits for the writes under way. Never rejects. */
  flush(): Promise<void>
}

export function createEndings({ rooms, onLost, onSettled, logOf, report, now }: EndingsParts): Endings {
  /** Rooms that are settled with the next write. One write at a time takes all that have come meanwhile. */
  const waiting = new Set<OpenRoom>()
  /** Rooms whose ending has to be kept first. */
  const unsaved = new Set<OpenRoom>()
  /** Those of them whose ending is being kept. A slow store gets no second write for the same room meanwhile. */
  const saving = new Set<OpenRoom>()
  let settling: Promise<void> | null = null

  async function saveAgain(room: OpenRoom): Promise<void> {
    const { unsaved: ending } = room
    if (!ending) return
    const isOurs = await rooms.end(room.mark, ending, await logOf(room)).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })
    if (!isOurs) {
      onLost(room)
      throw new NitroliteError('ROOM_STORE_FAILED', { reason: 'Another worker has taken over this room.' })
    }
    room.hasEnding = true
    // A later ending may have come meanwhile.
    if (room.unsaved === ending) room.unsaved = null
  }

  async function settleAll(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting]
      waiting.clear()
      const marks: RoomMark[] = batch.map(({ mark }) => mark)
      try {
        await rooms.settle(marks)
      }
      catch (thrown) {
        for (const room of batch) waiting.add(room)
        return report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
      }
      for (const room of batch) onSettled(room)
    }
  }

  function startSettling(): void {
    settling ??= settleAll().finally(() => { settling = null })
  }

  /** The ending that callers see, for the store; null if the room has not ended, or if the store has an ending already. */
  async function findEnding({ stored: { roomId }, view }: OpenRoom): Promise<RoomEnding | null> {
    const [stored] = await rooms.read([roomId])
    const { state, error } = view.snapshot()
    return stored?.ending || !hasEnded(state) ? null : { state, error, entry: null, endedAt: now() }
  }

  async function settleOnceSaved(room: OpenRoom): Promise<void> {
    if (saving.has(room)) return
    saving.add(room)
    try {
      if (!room.unsaved) room.unsaved = await findEnding(room)
      await saveAgain(room)
      unsaved.delete(room)
      waiting.add(room)
      startSettling()
    }
    catch (thrown) {
      report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
    }
    finally {
      saving.delete(room)
    }
  }

  function settle(room: OpenRoom): void {
    if (room.unsaved || !room.hasEnding) {
      unsaved.add(room)
      void settleOnceSaved(room)
      return
    }
    waiting.add(room)
    startSettling()
  }

  return {
    get open() { return waiting.size + unsaved.size },
    async save(room, ending) {
      room.unsaved = ending
      await saveAgain(room)
    },
    saveAgain,
    settle,
    retry() {
      for (const room of unsaved) void settleOnceSaved(room)
      if (waiting.size > 0) startSettling()
    },
    flush: async () => { await settling },
  }
}
