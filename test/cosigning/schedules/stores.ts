import { createMemoryHistory, createMemoryJournal, type ClosingHistory, type Hex, type Journal, type JournalRecord, type LoginStore } from '../../../src/core'
import type { Peers } from '../../../src/core/peers/peers'
import { failingJournal, type JournalFault, type VirtualTime } from '../../../src/testing'
import { keptLogins } from '../../helpers/togetherRig'

/** What outlives the pages of a device, or of all tabs of a browser. */
export interface DeviceStores {
  /** The journal as a new page opens it. */
  readonly journal: Journal
  readonly logins: LoginStore
  /** A browser has one for all its tabs. */
  readonly history: ClosingHistory
  /** Connects the tabs of a browser; absent if the journal alone connects them. */
  readonly peers?: Peers | undefined
  /** From now on, the journal works for pages that open it. Changes that are on their way still arrive. */
  calm(): void
  /** Whether a signature was ever in the journal, whatever the journal has answered. */
  hasKept(signature: Hex): boolean
  /** Number of records of closings that are left. What a person has approved may stay for a while. */
  count(): Promise<number>
  /** Number of writes and readings that have failed, by kind. */
  journalHits(): Readonly<Partial<Record<JournalFault['kind'], number>>>
}

export interface StoresOptions {
  /** @default the journal works */
  readonly faults?: readonly JournalFault[]
  readonly peers?: Peers | undefined
}

export function newStores(time: VirtualTime, { faults = [], peers }: StoresOptions = {}): DeviceStores {
  const kept = new Set<Hex>()
  const records = notingSignatures(createMemoryJournal(), kept)
  const failing = failingJournal(records, faults, { timers: time })
  let isCalm = false
  return {
    get journal() { return isCalm ? records : failing },
    logins: keptLogins(),
    history: createMemoryHistory(),
    peers,
    hasKept: signature => kept.has(signature),
    calm: () => { isCalm = true },
    count: async () => (await records.list()).filter(({ record }) => !record.approval && !record.ownKey).length,
    journalHits: () => failing.hits(),
  }
}

/** A journal that notes the signatures of each record as soon as it holds the record. */
function notingSignatures(journal: Journal, kept: Set<Hex>): Journal {
  async function noteOf(record: JournalRecord, writing: Promise<string | null>): Promise<string | null> {
    const revision = await writing
    if (revision !== null) for (const { attempt } of record.attempts) for (const signature of attempt.signatures) kept.add(signature)
    return revision
  }
  return {
    ...journal,
    create: (key, record) => noteOf(record, journal.create(key, record)),
    replace: (key, record, revision) => noteOf(record, journal.replace(key, record, revision)),
  }
}
