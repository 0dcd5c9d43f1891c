import { expect } from 'vitest'
import { sampleRecord } from './sampleRecord'
import { sampleId } from './sampleSession'
import { withOutcomes } from '../../src/core/closing/record'
import type { AttemptOutcome } from '../../src/core/closing/types'
import { describeError, NitroliteError } from '../../src/core/errors/errors'
import { ClosingRecord } from '../../src/core/journal/closingRecord'
import { journalKey, type Journal, type JournalAttempt, type JournalEntry, type JournalRecord } from '../../src/core/journal/journal'
import { createMemoryJournal } from '../../src/core/journal/memoryJournal'
import { createVirtualTime, failingJournal, type JournalFault } from '../../src/testing'

const URL = 'wss://node.example/ws'
export const SESSION_ID = sampleId()
/** The key of the closing's session in the journal. */
export const KEY = journalKey(URL, SESSION_ID)
export const LANDED: AttemptOutcome = { kind: 'landed', responseText: '[1]', responseSignatures: ['0xfe'] }
export const REFUSED: AttemptOutcome = { kind: 'refused', error: describeError('ALLOCATION_SUM_MISMATCH') }

/** Attempt number `requestId` of the closing. */
export const attemptOf = (requestId: number, outcome: AttemptOutcome | null = null): JournalAttempt => {
  const [sample] = sampleRecord().attempts
  if (!sample) throw new Error('The sample record has no attempt.')
  return { attempt: { ...sample.attempt, requestId }, outcome }
}

/** A record of the closing with these attempts. */
export const recordWith = (...attempts: readonly JournalAttempt[]): JournalRecord => sampleRecord(SESSION_ID, { attempts })
/** The closing with one attempt, and with two. */
export const FIRST = recordWith(attemptOf(1))
export const SECOND = recordWith(attemptOf(1), attemptOf(2))

/** The methods of a journal that a test replaces. */
type Replaced = (journal: Journal) => { readonly [Method in keyof Journal]?: Journal[Method] | undefined }

/** The record of one closing over a memory journal. `calls` lists what the journal was asked to do. */
export function createClosingRecord({ entry = null, faults = [], replaced = () => ({}) }: {
  readonly entry?: JournalEntry | null
  readonly faults?: readonly JournalFault[]
  readonly replaced?: Replaced
} = {}) {
  const memory = createMemoryJournal()
  const time = createVirtualTime()
  const reported: unknown[] = []
  const calls: string[] = []
  const failing = failingJournal(memory, faults, { timers: time })
  const journal = { ...failing, ...replaced(failing) } as Journal
  const markEnded = journal.markEnded?.bind(journal)
  const counted: Journal = {
    ...journal,
    create: (key, record) => { calls.push('create'); return journal.create(key, record) },
    replace: (key, record, revision) => { calls.push(`replace ${revision}`); return journal.replace(key, record, revision) },
    remove: (key, revision) => { calls.push(`remove ${revision}`); return journal.remove(key, revision) },
    ...markEnded && { markEnded: (key, closingId) => { calls.push('mark ended'); return markEnded(key, closingId) } },
    // The other key of the wallet is read after each write.
    read: (key) => { if (key === KEY) calls.push('read'); return journal.read(key) },
  }
  const record = new ClosingRecord(
    { url: URL, journal: counted, report: (thrown) => { reported.push(thrown) } }, KEY, FIRST.closingId, entry)
  return { memory, time, reported, calls, record }
}

/** The same with a first record in the journal that this client has written. */
export async function createWrittenRecord(options: Parameters<typeof createClosingRecord>[0] = {}) {
  const rig = createClosingRecord(options)
  expect(await rig.record.write(FIRST)).toBe('written')
  return rig
}

/** A client that shares the journal writes this record, whatever is there now. */
export async function writeAsOther(memory: Journal, record: JournalRecord): Promise<void> {
  const entry = await memory.read(KEY)
  const revision = entry ? await memory.replace(KEY, record, entry.revision) : await memory.create(KEY, record)
  expect(revision).not.toBeNull()
}

/** A client that shares the journal removes the record. */
export async function removeAsOther(memory: Journal): Promise<void> {
  const entry = await memory.read(KEY)
  expect(await memory.remove(KEY, entry?.revision ?? '')).toBe(true)
}

/** The record of the session in a journal; null when there is none. */
export const storedIn = async (memory: Journal) => (await memory.read(KEY))?.record ?? null
/** Fails as a journal that has certainly not written anything. */
export const unavailable = (): never => { throw new NitroliteError('JOURNAL_UNAVAILABLE', { reason: 'locked' }) }

/** Writes outcomes of attempts, by request id, in the background, as a running closing does. */
export const writeOutcomes = (record: ClosingRecord, outcomes: ReadonlyMap<number, AttemptOutcome | null>): void => {
  const known = [...outcomes].map(([requestId, outcome]) => attemptOf(requestId, outcome))
  record.change(present => withOutcomes(present, known))
}
