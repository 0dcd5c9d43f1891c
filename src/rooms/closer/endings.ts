import pLimit from 'p-limit'
import { atMost } from '../../core/connection/runtime'
import type { Timers } from '../../core/connection/types'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { RoomEnding, RoomLogEntry, RoomMark, RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { hasEnded } from './outcome'

/** How many endings are written at the same time, at most, by `settle` and `retry`. A slow store gets no more of them. */
const MOST_WRITES = 16

/**
 * After this time without an answer, a write no longer keeps others from being written, and is tried again, in milliseconds. The
 * stores of this library give up earlier.
 */
const LONGEST_WRITE = 15_000

export interface EndingsParts {
  readonly rooms: RoomStore
  readonly timers: Timers
  /** The room has another owner. */
  onLost(room: OpenRoom): void
  /** Nothing is left to do for the room. */
  onSettled(room: OpenRoom): void
  /** The log that is kept with an ending. Never rejects. */
  logOf(room: OpenRoom): Promise<readonly RoomLogEntry[]>
  report(error: NitroliteError): void
}

/** Writes how rooms ended, and tries again while the store cannot be reached. */
export interface Endings {
  /** Rooms whose end the store has not confirmed. */
  readonly open: number
  /** Keeps how a room ended. @throws `ROOM_STORE_FAILED`; `ROOM_TAKEN_OVER` if another worker has the room */
  save(room: OpenRoom, ending: RoomEnding): Promise<void>
  /** Keeps what was not confirmed yet. @throws `ROOM_STORE_FAILED`; `ROOM_TAKEN_OVER` if another worker has the room */
  saveAgain(room: OpenRoom): Promise<void>
  /** Marks a room as done, once its ending is kept. Never rejects. */
  settle(room: OpenRoom): void
  /** Tries again what has failed. Never rejects. */
  retry(): void
  /** Waits for the writes under way. Never rejects. */
  flush(): Promise<void>
}

export function createEndings({ rooms, onLost, onSettled, logOf, report, timers }: EndingsParts): Endings {
  /** Rooms that are settled with the next write. One write at a time takes all that have come meanwhile. */
  const waiting = new Set<OpenRoom>()
  /** Rooms whose ending has to be kept first. */
  const unsaved = new Set<OpenRoom>()
  /** Those of `unsaved` whose write has begun, or waits for its turn. */
  const saving = new Set<OpenRoom>()
  const inTurn = pLimit(MOST_WRITES)
  let settling: Promise<void> | null = null
  /** Rooms for which nothing is left to do. A write that was given up may still end. */
  const done = new WeakSet<OpenRoom>()

  /** Waits for a write, but not forever: the store may never answer. @returns whether it has ended */
  async function soon(write: Promise<void>): Promise<boolean> {
    const hasEnded = await atMost(timers, LONGEST_WRITE, write.then(() => true), false)
    if (!hasEnded) report(new NitroliteError('ROOM_STORE_FAILED', { reason: `The store did not answer within ${LONGEST_WRITE / 1_000} seconds.` }))
    return hasEnded
  }

  async function saveAgain(room: OpenRoom): Promise<void> {
    const { unsaved: ending } = room
    if (!ending) return
    room.lastEnding = ending
    const isOurs = await rooms.end(room.mark, ending, await logOf(room)).catch((thrown: unknown) => { throw toNitroliteError(thrown, 'ROOM_STORE_FAILED') })
    if (done.has(room)) return
    if (!isOurs) {
      onLost(room)
      throw new NitroliteError('ROOM_TAKEN_OVER', { roomId: room.stored.roomId })
    }
    room.hasEnding = true
    // A later ending may have come meanwhile. If this write had been given up before, it may have replaced that ending in the store.
    room.unsaved = room.lastEnding === ending ? null : room.lastEnding
  }

  async function settleAll(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting]
      waiting.clear()
      const marks: RoomMark[] = batch.map(({ mark }) => mark)
      const isSettled = await soon(rooms.settle(marks)).catch((thrown: unknown) => {
        report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
        return false
      })
      if (!isSettled) {
        for (const room of batch) waiting.add(room)
        return
      }
      for (const room of batch) {
        done.add(room)
        onSettled(room)
      }
    }
  }

  function startSettling(): void {
    settling ??= settleAll().finally(() => { settling = null })
  }

  /** The ending that callers see, for the store; null if the room has not ended, or if the store has an ending already. */
  async function findEnding({ stored: { roomId }, view }: OpenRoom): Promise<RoomEnding | null> {
    const [stored] = await rooms.read([roomId])
    const { state, error } = view.snapshot()
    return stored?.ending || !hasEnded(state) ? null : { state, error, entry: null, endedAt: timers.now() }
  }

  async function settleOnceSaved(room: OpenRoom): Promise<void> {
    try {
      if (!room.unsaved) room.unsaved = await findEnding(room)
      await saveAgain(room)
      if (room.unsaved) {
        waiting.delete(room)
        unsaved.add(room)
        return
      }
      // Otherwise a later write of the same ending has come first.
      if (!unsaved.delete(room)) return
      waiting.add(room)
      startSettling()
    }
    catch (thrown) {
      report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
    }
  }

  /** Each room has one write at a time, however often it is tried, until the store takes too long. */
  function startSaving(room: OpenRoom): void {
    if (saving.has(room)) return
    saving.add(room)
    void inTurn(() => soon(settleOnceSaved(room))).finally(() => { saving.delete(room) })
  }

  function settle(room: OpenRoom): void {
    if (room.unsaved || !room.hasEnding) {
      unsaved.add(room)
      startSaving(room)
      return
    }
    waiting.add(room)
    startSettling()
  }

  return {
    get open() { return waiting.size + unsaved.size },
    async save(room, ending) {
      room.unsaved = room.lastEnding = ending
      await saveAgain(room)
    },
    saveAgain,
    settle,
    retry() {
      for (const room of unsaved) startSaving(room)
      if (waiting.size > 0) startSettling()
    },
    flush: async () => { await settling },
  }
}
