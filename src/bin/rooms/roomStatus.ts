import type { PostgresRoomReport } from './postgresRoomReport'
import type { CommandOutput } from '../commandOutput'
import { ageText, columns } from './formatting'

export interface RoomStatusQuestion {
  readonly state?: string
  readonly limit: number
  readonly isJson: boolean
}

/** Counts rooms by state and lists the oldest ones. @returns the exit code */
export async function roomStatus(report: PostgresRoomReport, { state, limit, isJson }: RoomStatusQuestion, { out }: CommandOutput): Promise<number> {
  const counts = await report.counts()
  const rooms = await report.list({ ...state !== undefined && { state }, limit })
  if (isJson) {
    out(`${JSON.stringify({ counts, rooms }, null, 2)}\n`)
    return 0
  }
  if (counts.length === 0) out('There are no rooms.\n')
  else {
    out(columns([['STATE', 'DONE', 'ROOMS', 'WITHOUT WORKER', 'OLDEST'], ...counts.map(each =>
      [each.state, each.isOpen ? 'no' : 'yes', String(each.count), each.isOpen ? String(each.withoutWorker) : '', ageText(each.oldest)])]))
  }
  if (rooms.length > 0) {
    out(`\n${state === undefined ? 'Rooms that are not done' : `Rooms that are ${state}`}, the oldest first (at most ${limit}):\n`)
    out(columns([['ROOM', 'STATE', 'AGE', 'WORKER', 'EPOCH', 'SESSION'], ...rooms.map(each =>
      [each.roomId, each.state, ageText(each.age), each.worker ?? 'none', String(each.epoch), each.sessionId])]))
  }
  return 0
}
