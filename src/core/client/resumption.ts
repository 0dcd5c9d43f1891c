import type { Closing } from '../closing/types'
import type { Timers } from '../connection/types'

/** Until a journal that could not be read is read again, in milliseconds; the first wait doubles up to the longest. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000

export interface ResumptionParts {
  readonly timers: Timers
  /** Resumes the closings of the journal. @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE` */
  resume(): Promise<readonly Closing[]>
  /** Whether the app wants to be connected. */
  isWanted(): boolean
  report(thrown: unknown): void
}

/** Resumes what the journal holds, and tries again while the journal cannot be read. Otherwise closings would stay open unnoticed. */
export function createResumption({ timers, resume, isWanted, report }: ResumptionParts) {
  let failures = 0
  let stopTimer = (): void => {}

  /** Never rejects. */
  async function resumeAll(): Promise<void> {
    stopTimer()
    try {
      await resume()
      failures = 0
    }
    catch (thrown) {
      report(thrown)
      if (!isWanted()) return
      stopTimer()
      stopTimer = timers.after(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), () => { if (isWanted()) void resumeAll() })
      failures += 1
    }
  }

  return {
    resumeAll,
    stop: () => { stopTimer() },
  }
}
