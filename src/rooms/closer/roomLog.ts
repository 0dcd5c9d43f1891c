import type { ClosingLogEntry } from '../../core/closing/types'
import type { RoomLogEntry } from '../store/roomStore'

/** The most lines of a log: the first ones, which say what was sent, and the last ones. Those between them are left out. */
const FIRST_LINES = 50
const LAST_LINES = 150
/** The most characters of the details of a line. */
const LONGEST_DETAILS = 300

/** The lines of a closing as lines of its room. */
export const linesOf = (log: readonly ClosingLogEntry[], epoch: number): readonly RoomLogEntry[] =>
  log.map(line => ({ ...line, details: line.details.slice(0, LONGEST_DETAILS), epoch }))

/** A log that is short enough to be stored. */
export const boundLog = (log: readonly RoomLogEntry[]): readonly RoomLogEntry[] =>
  log.length <= FIRST_LINES + LAST_LINES ? log : [...log.slice(0, FIRST_LINES), ...log.slice(-LAST_LINES)]
