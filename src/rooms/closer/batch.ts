import { callListener } from '../../core/connection/callListener'
import { refuseOption } from '../../core/client/refuseOption'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { Timers } from '../../core/connection/types'
import type { Unsubscribe } from '../../core/types'
import type { RoomRequest } from '../result/types'
import type { BatchedRoom, RoomBatch, RoomBatchOptions, RoomProgress } from './batchTypes'
import { hasEnded } from './outcome'
import { createRate } from './rate'
import type { RoomClosing, RoomState } from './types'

export interface RoomBatchParts {
  readonly timers: Timers
  readonly rooms: Iterable<BatchedRoom> | AsyncIterable<BatchedRoom>
  readonly options: RoomBatchOptions
  /** Waits until the queue has space. @throws `ROOM_CLOSER_STOPPED` */
  whenSpace(): Promise<void>
  close(roomId: string, request: RoomRequest): RoomClosing
  /** Calls the listener once the closer has stopped. @returns stops that */
  onStop(listener: () => void): Unsubscribe
  report(error: NitroliteError): void
}

/** Between two reports of the progress, in milliseconds. */
const REPORT_PAUSE = 250

const lengthOf = (rooms: RoomBatchParts['rooms']): number | null => Array.isArray(rooms) ? rooms.length : null

export function startBatch({ timers, rooms, options, whenSpace, close, onStop, report }: RoomBatchParts): RoomBatch {
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

  /** Calls a function of the app. An error that it throws is reported, and disturbs nothing else. */
  function tell(event: keyof RoomBatchOptions, call: () => unknown): void {
    callListener(event, call, report)
  }

  const tellProgress = (present: RoomProgress): void => { tell('onProgress', () => options.onProgress?.(present)) }

  function tellSoon(): void {
    if (options.onProgress) stopTimer ??= timers.after(REPORT_PAUSE, () => {
      stopTimer = null
      tellProgress(progress())
    })
  }

  function noteEnd(roomId: string, state: RoomState, error: NitroliteError | null): void {
    if (state === 'closed') done += 1
    else failed += 1
    rate.note()
    if (error) tell('onFailure', () => options.onFailure?.(roomId, error))
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
      // The room is stored, and another worker closes it. It has not failed.
      if (room.state === 'elsewhere' && error?.code === 'ROOM_CLOSER_STOPPED') return tellSoon()
      noteEnd(room.roomId, hasEnded(room.state) ? room.state : 'failed', error)
    }
    room.then(() => { end(null) }, (thrown: unknown) => { end(toNitroliteError(thrown, 'LIBRARY_DEFECT')) })
  }

  async function run(): Promise<RoomProgress> {
    const isList = [Symbol.iterator, Symbol.asyncIterator].some(symbol => symbol in Object(rooms))
    if (!isList) refuseOption('rooms', 'It must be an array of rooms, or something else that can be iterated.')
    for await (const room of rooms) {
      await whenSpace()
      // An entry that is not a room is refused like a room without an id, and the others go on.
      const { roomId, ...request } = (room as BatchedRoom | null | undefined) ?? {} as BatchedRoom
      begun += 1
      follow(close(roomId, request))
    }
    total = begun
    if (done + failed < total) await new Promise<void>((resolve) => { onEnd = resolve })
    stopTimer?.()
    const end = progress()
    tellProgress(end)
    return end
  }

  let stopListening = (): void => {}
  // Neither the list nor the rooms that are left to other workers may end.
  const stopped = new Promise<never>((_, reject) => {
    stopListening = onStop(() => { reject(new NitroliteError('ROOM_CLOSER_STOPPED')) })
  })
  const result = Promise.race([run(), stopped]).catch((thrown: unknown) => {
    stopTimer?.()
    throw toNitroliteError(thrown, 'OPTIONS_INVALID', { option: 'rooms' })
  }).finally(() => { stopListening() })
  // A caller may only watch the progress, and await nothing. A list that fails must not end the process then.
  result.catch(() => {})
  return { progress, then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected) }
}
