import { NitroliteError } from '../../core/errors/errors'
import type { RoomQueueOptions } from './options'

export interface IntakeParts {
  readonly queue: Required<RoomQueueOptions>
  /** Rooms of this worker that wait to be begun. */
  queued(): number
}

/** Decides how many rooms this process accepts. */
export interface Intake {
  /**
   * Reserves a place for a room that is about to be stored.
   * @param canWait waits for a place, whatever the options say
   * @returns gives the place back, once the room waits in the queue or was refused
   * @throws `ROOM_QUEUE_FULL`, `ROOM_CLOSER_STOPPED`
   */
  enter(canWait: boolean): (() => void) | Promise<() => void>
  /** Waits until there is space. Nothing is reserved. @throws `ROOM_CLOSER_STOPPED` */
  whenSpace(): Promise<void>
  /** There may be space now. */
  letIn(): void
  /** Accepts no more rooms, and refuses those that wait. */
  stop(): void
}

interface Waiting {
  enter(): void
  refuse(error: NitroliteError): void
}

export function createIntake({ queue: { limit, whenFull }, queued }: IntakeParts): Intake {
  /** Rooms that are being stored. */
  let reserved = 0
  let isStopped = false
  /** In the order in which they came. A set, so that the first one leaves without moving the others. */
  const waiting = new Set<Waiting>()

  const hasSpace = (): boolean => queued() + reserved < limit
  const stopped = (): NitroliteError => new NitroliteError('ROOM_CLOSER_STOPPED')

  function reserve(): () => void {
    reserved += 1
    let isReserved = true
    return () => {
      if (!isReserved) return
      isReserved = false
      reserved -= 1
      letIn()
    }
  }

  function letIn(): void {
    for (const each of waiting) {
      if (!hasSpace()) return
      waiting.delete(each)
      each.enter()
    }
  }

  return {
    enter(canWait) {
      if (isStopped) throw stopped()
      if (waiting.size === 0 && hasSpace()) return reserve()
      if (whenFull === 'refuse' && !canWait) throw new NitroliteError('ROOM_QUEUE_FULL', { limit })
      return new Promise((resolve, reject) => {
        waiting.add({ enter: () => { resolve(reserve()) }, refuse: reject })
      })
    },
    whenSpace: () => new Promise((resolve, reject) => {
      if (isStopped) reject(stopped())
      else if (waiting.size === 0 && hasSpace()) resolve()
      else waiting.add({ enter: resolve, refuse: reject })
    }),
    letIn,
    stop() {
      isStopped = true
      for (const { refuse } of waiting) refuse(stopped())
      waiting.clear()
    },
  }
}
