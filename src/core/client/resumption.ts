import type { Closing } from '../closing/types'
import type { Timers } from '../connection/types'
import type { ResumedRecords } from './openClosings'

/** Until a journal that could not be read is read again, in milliseconds; the first wait doubles up to the longest. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000
/**
 * Until a journal that could be read is read again, in milliseconds. A closing whose record nobody has changed in that time may
 * belong to a client that has ended or disconnected without telling this one.
 */
const REREAD_PAUSE = 60_000

export interface ResumptionParts {
  readonly timers: Timers
  /** Resumes closings of the journal. @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE` */
  resume(which: ResumedRecords): Promise<readonly Closing[]>
  /** Whether the app wants to be connected. */
  isWanted(): boolean
  report(thrown: unknown): void
}

/**
 * Resumes what the journal holds, and reads it again from time to time. Otherwise closings would stay open unnoticed: those of
 * a journal that could not be read, and those that another client has left open later.
 */
export function createResumption({ timers, resume, isWanted, report }: ResumptionParts) {
  let failures = 0
  let stopTimer = (): void => {}

  function resumeAfter(pause: number, which: ResumedRecords): void {
    stopTimer()
    stopTimer = timers.after(pause, () => { if (isWanted()) void resumeNow(which) })
  }

  /** Never rejects. */
  async function resumeNow(which: ResumedRecords): Promise<void> {
    stopTimer()
    try {
      await resume(which)
      failures = 0
      if (isWanted()) resumeAfter(REREAD_PAUSE, 'unchanged')
    }
    catch (thrown) {
      report(thrown)
      if (isWanted()) resumeAfter(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), which)
      failures += 1
    }
  }

  return {
    resumeAll: () => resumeNow('all'),
    stop: () => { stopTimer() },
  }
}
