import { NitroliteError } from '../errors/errors'
import { journalPrefix, type Journal } from './journal'

/** What a client tells of its journal. */
export interface JournalWatch {
  /** Whether what is written survives the end of the page or process, as far as is known. */
  readonly isDurable: boolean
  /** Looks again, after something was asked of the journal. */
  look(): void
}

/**
 * Tells once of every record of the node that cannot be used, and whenever it turns out that closings do not survive.
 */
export function watchJournal(
  journal: Journal, url: string, on: { durable(isDurable: boolean): void, error(error: NitroliteError): void },
): JournalWatch {
  /** Records that were told of already, by where they lie. */
  const told = new Set<string>()
  let isDurable = true

  return {
    get isDurable() { return isDurable },
    look() {
      if (isDurable !== (journal.isDurable ?? true)) {
        isDurable = !isDurable
        on.durable(isDurable)
      }
      for (const { kind, key, place, reason } of journal.unusable ?? []) {
        if (told.has(place) || (key !== null && !key.startsWith(journalPrefix(url)))) continue
        told.add(place)
        on.error(new NitroliteError(kind === 'damaged' ? 'JOURNAL_DAMAGED' : 'JOURNAL_NEWER', { place, reason }))
      }
    },
  }
}
