import { isFinal } from '../../core/closing/states'
import type { ClosingState } from '../../core/closing/types'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { Unsubscribe } from '../../core/types'
import type { RoomRequest } from '../result/types'
import { createRate } from './rate'
import type { RoomClosing, RoomState } from './types'

/** How far a batch of rooms has come. */
export interface RoomProgress {
  /** Rooms in the batch. Null while the list has not ended and has no known length. */
  readonly total: number | null
  /** Rooms whose session was paid as asked. */
  readonly done: number
  /** Rooms that ended in any other way, and rooms that were refused. */
  readonly failed: number
  /** Rooms whose outcome is unknown at the moment. They are among those that are left. */
  readonly unknown: number
  /** Rooms that have not ended. Null while the total is not known. */
  readonly left: number | null
  /** Rooms that ended per second, over the last 30 seconds. */
  readonly rate: number
  /** When the batch is expected to end, Unix milliseconds by this device's clock; null while that cannot be said. */
  readonly expectedEnd: number | null
}

export interface RoomBatchOptions {
  /** Called with every change, at most four times a second. */
  readonly onProgress?: (progress: RoomProgress) => void
  /** Called with every room that did not end as `closed`. */
  readonly onFailure?: (roomId: string, error: NitroliteError) => void
}

/** Many rooms that are closed together. Awaiting it gives the progress at the end. It rejects only if the list itself fails. */
export interface RoomBatch extends PromiseLike<RoomProgress> {
  progress(): RoomProgress
}

/** A room of a batch. */
export type BatchedRoom = RoomRequest & { readonly roomId: string }

export interface RoomBatchParts {
  readonly timers: Timers
  readonly rooms: Iterable<BatchedRoom> | AsyncIterable<BatchedRoom>
  readonly options: RoomBatchOptions
  /** Waits until the queue has space. @throws `ROOM_CLOSER_STOPPED` */
  whenSpace(): Promise<void>
  close(roomId: string, request: RoomRequest): RoomClosing
  report(error: NitroliteError): void
}

/** Between two reports of the progress, in milliseconds. */
const REPORT_PAUSE = 250

const isEnd = (state: RoomState): boolean => isFinal(state as ClosingState)
const lengthOf = (rooms: RoomBatchParts['rooms']): number | null => Array.isArray(rooms) ? rooms.length : null

export function startBatch({ timers, rooms, options, whenSpace, close, report }: RoomBatchParts): RoomBatch {
  const rate = createRate(timers)
  let total = lengthOf(rooms)
  let [begun, done, failed, unknown] = [0, 0, 0, 0]
  let stopTimer: Unsubscribe | null = null
  let onEnd = (): void => {}

  function progress(): RoomProgress {
    const left = total === null ? null : total - done - failed
    const perSecond = rate.perSecond()
    const expectedEnd = left === 0 ? timers.now() : left === null || perSecond === 0 ? null : Math.round(timers.now() + left / perSecond * 1_000)
    return { total, done, failed, unknown, left, rate: perSecond, expectedEnd }
  }

  function tell(): void {
    try {
      options.onProgress?.(progress())
    }
    catch (thrown) {
      report(toNitroliteError(thrown, 'LISTENER_FAILED', { event: 'onProgress' }))
    }
  }

  function tellSoon(): void {
    if (options.onProgress) stopTimer ??= timers.after(REPORT_PAUSE, () => {
      stopTimer = null
      tell()
    })
  }

  function noteEnd(roomId: string, state: RoomState, error: NitroliteError | null): void {
    if (state === 'closed') done += 1
    else failed += 1
    rate.note()
    if (error) {
      try {
        options.onFailure?.(roomId, error)
      }
      catch (thrown) {
        report(toNitroliteError(thrown, 'LISTENER_FAILED', { event: 'onFailure' }))
      }
    }
    tellSoon()
    if (done + failed === total) onEnd()
  }

  function follow(room: RoomClosing): void {
    let isUnknown = false
    const see = (state: RoomState): void => {
      const isUnknownNow = state === 'confirming'
      if (isUnknownNow !== isUnknown) {
        unknown += isUnknownNow ? 1 : -1
        isUnknown = isUnknownNow
        tellSoon()
      }
    }
    const stop = room.subscribe(({ state }) => { see(state) })
    see(room.state)
    const end = (error: NitroliteError | null): void => {
      stop()
      if (isUnknown) unknown -= 1
      noteEnd(room.roomId, isEnd(room.state) ? room.state : 'failed', error)
    }
    room.then(() => { end(null) }, (thrown: unknown) => { end(toNitroliteError(thrown, 'LIBRARY_DEFECT')) })
  }

  async function run(): Promise<RoomProgress> {
    for await (const { roomId, ...request } of rooms) {
      await whenSpace()
      begun += 1
      follow(close(roomId, request))
    }
    total = begun
    if (done + failed < total) await new Promise<void>((resolve) => { onEnd = resolve })
    stopTimer?.()
    tell()
    return progress()
  }

  const result = run().catch((thrown: unknown) => {
    stopTimer?.()
    throw toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'rooms' })
  })
  // A caller may only look at the progress.
  result.catch(() => {})
  return { progress, then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected) }
}
