import type { Timers } from '../../core/connection/types'
import { toNitroliteError, type NitroliteError } from '../../core/errors/errors'
import type { RoomLog, RoomLogEntry, RoomStore } from '../store/roomStore'
import type { OpenRoom } from './openRoom'
import { boundLog } from './roomLog'

/** Between two writes of the log of a room whose outcome is unknown, in milliseconds. */
const KEEP_PAUSE = 30_000
/** The most logs that are written at once. */
const PAGE = 200

export interface RoomLogsParts {
  readonly store: RoomStore
  readonly timers: Timers
  report(error: NitroliteError): void
}

/** Keeps the logs of rooms in their rows. */
export interface RoomLogs {
  /** The log of a room, with the lines of earlier workers. Never rejects. */
  of(room: OpenRoom): Promise<readonly RoomLogEntry[]>
  /** Keeps the logs of some rooms whose outcome is unknown, if it is time. Never rejects. */
  keepDue(rooms: Iterable<OpenRoom>): Promise<void>
  /** Keeps the logs of all these rooms. Never rejects. */
  keep(rooms: readonly OpenRoom[]): Promise<void>
}

export function createRoomLogs({ store, timers, report }: RoomLogsParts): RoomLogs {
  let isKeeping = false

  async function readEarlier(room: OpenRoom): Promise<readonly RoomLogEntry[]> {
    // Only an earlier worker can have kept a log. It is read once, because nobody else writes it any more.
    if (room.stored.epoch <= 1) return []
    return (await store.readLog(room.stored.roomId)).filter(({ epoch }) => epoch < room.stored.epoch)
  }

  async function of(room: OpenRoom): Promise<readonly RoomLogEntry[]> {
    try {
      room.earlierLog ??= await readEarlier(room)
    }
    catch (thrown) {
      report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
    }
    return boundLog([...room.earlierLog ?? [], ...room.log])
  }

  async function keep(rooms: readonly OpenRoom[]): Promise<void> {
    for (let start = 0; start < rooms.length; start += PAGE) {
      const page = rooms.slice(start, start + PAGE)
      try {
        const logs = await Promise.all(page.map(async (room): Promise<RoomLog> => ({ mark: room.mark, log: await of(room) })))
        await store.keepLogs(logs)
      }
      catch (thrown) {
        return report(toNitroliteError(thrown, 'ROOM_STORE_FAILED'))
      }
    }
  }

  return {
    of,
    async keepDue(rooms) {
      if (isKeeping) return
      const due: OpenRoom[] = []
      for (const room of rooms) {
        if (due.length === PAGE) break
        if (room.view.state === 'confirming' && timers.elapsed() - room.logKeptAt >= KEEP_PAUSE) due.push(room)
      }
      for (const room of due) room.logKeptAt = timers.elapsed()
      isKeeping = true
      await keep(due)
      isKeeping = false
    },
    keep,
  }
}
