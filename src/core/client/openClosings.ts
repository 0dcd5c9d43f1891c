import type { Closings } from '../closing/closings'
import type { ClosingContext } from '../closing/context'
import type { Closing } from '../closing/types'
import type { Timers } from '../connection/types'
import { APPROVAL_LIMIT, keyOfRecord, type Journal, type JournalEntry } from '../journal/journal'

export interface OpenClosingsParts {
  readonly url: string
  readonly journal: Journal
  readonly timers: Pick<Timers, 'now'>
  readonly closings: Pick<Closings, 'meetPeers' | 'listed' | 'endMissing' | 'takeUp'>
  /** Loads what a closing of a protocol works with; null for a protocol that this version does not know. */
  readonly contextOf: (protocol: string) => Promise<ClosingContext | null>
}

/** Which records are resumed: all of them, or those that nobody has changed since the journal was last read. */
export type ResumedRecords = 'all' | 'unchanged'

/** Resumes the open closings that the journal holds for the node. */
export function createOpenClosings({ url, journal, timers, closings, contextOf }: OpenClosingsParts) {
  /** The revisions that the last reading found. */
  let lastRevisions: ReadonlySet<string> = new Set()

  return {
    /**
     * @returns the closings that the client works on now and did not work on before
     * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`; `PAGE_OUTDATED` once all other closings were resumed, if the code for
     * the protocol of a closing cannot be loaded
     */
    async resume(which: ResumedRecords): Promise<readonly Closing[]> {
      // Other clients report the closings that they begin while the journal is read.
      closings.meetPeers()
      const listed = closings.listed()
      const records = await journal.list()
      const entries = records.filter(({ key, record }) => key === keyOfRecord(url, record))
      closings.endMissing(listed, entries)
      const due = which === 'all' ? entries : entries.filter(entry => lastRevisions.has(revisionKey(entry)))
      lastRevisions = new Set(entries.map(revisionKey))
      const resumed: Closing[] = []
      // The code for one protocol may load slowly. That does not hold up closings of the other one.
      const loaded = await Promise.allSettled(due.map(async ({ record, revision }) => {
        const context = await contextOf(record.protocol)
        // A newer version wrote the record of a protocol that this version does not know. The record stays as it is.
        const closing = context && closings.takeUp({ record, revision }, context)
        if (closing) resumed.push(closing)
      }))
      await removeOldNotes(journal, records, timers.now())
      for (const each of loaded) if (each.status === 'rejected') throw each.reason
      return resumed
    },
  }
}

/** Two closings may have records with the same revision, for example when a store counts changes. */
function revisionKey({ record, revision }: JournalEntry): string {
  return `${record.closingId} ${revision}`
}

/** What a person has approved on a page that never came back, which nobody may sign any more, and session keys that have ended. */
async function removeOldNotes(journal: Journal, records: readonly (JournalEntry & { readonly key: string })[], now: number): Promise<void> {
  for (const { key, revision, record: { approval, ownKey, startedAt } } of records) {
    const until = ownKey ? ownKey.until : approval ? startedAt + APPROVAL_LIMIT : Infinity
    if (now > until) await journal.remove(key, revision)
  }
}
