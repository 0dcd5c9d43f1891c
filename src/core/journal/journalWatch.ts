import type { NitroliteError } from '../errors/errors'
import { journalPrefix, unusableError, type Journal } from './journal'

/** What a client reports about its journal. */
export interface JournalWatch {
  /** Whether records survive the end of the page or process, as far as the journal knows. */
  readonly isDurable: boolean
  /** Reports what has changed. To be called after each call of the journal. */
  look(): void
}

/** Reports each unusable record of the node once, and every change of whether closings survive. */
export function watchJournal(
  journal: Journal, url: string, on: { durable(isDurable: boolean): void, error(error: NitroliteError): void },
): JournalWatch {
  /** Places of the records that have been reported. */
  const reported = new Set<string>()
  let isDurable = true

  return {
    get isDurable() { return isDurable },
    look() {
      if (isDurable !== (journal.isDurable ?? true)) {
        isDurable = !isDurable
        on.durable(isDurable)
      }
      for (const record of journal.unusable ?? []) {
        const isOfOtherNode = record.key !== null && !record.key.startsWith(journalPrefix(url))
        if (isOfOtherNode || reported.has(record.place)) continue
        reported.add(record.place)
        on.error(unusableError(record))
      }
    },
  }
}
