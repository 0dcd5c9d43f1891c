import { expect, it } from 'vitest'
import {
  attemptOf, createClosingRecord, createWrittenRecord, FIRST, KEY, LANDED, recordWith, REFUSED, removeAsOther, SECOND, SESSION_ID, storedIn, unavailable, writeAsOther, writeOutcomes,
} from '../../../test/helpers/closingRecords'
import { sampleRecord } from '../../../test/helpers/sampleRecord'
import { describeError } from '../errors/errors'
import type { JournalRecord } from './journal'

it('the first write creates the record, and each later write replaces the revision that was written last', async () => {
  const { record, memory, calls } = createClosingRecord()
  expect(await record.write(FIRST)).toBe('written')
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.write(SECOND)).toBe('written')
  expect(await storedIn(memory)).toEqual(SECOND)
  expect(await record.write(recordWith(attemptOf(1), attemptOf(2), attemptOf(3)))).toBe('written')
  expect(calls).toEqual(['create', 'replace 1', 'replace 2'])
})

it('the first write of a resumed closing replaces the revision of its journal entry', async () => {
  const { record, memory, calls } = createClosingRecord({ entry: { record: FIRST, revision: '1' } })
  await memory.create(KEY, FIRST)
  expect(await record.write(SECOND)).toBe('written')
  expect(calls).toEqual(['replace 1'])
  expect(await storedIn(memory)).toEqual(SECOND)
})

it('a write returns “taken” and changes nothing when the journal holds another closing of the session', async () => {
  const { record, memory } = createClosingRecord()
  const other = sampleRecord(SESSION_ID, { closingId: 'other' })
  await memory.create(KEY, other)
  expect(await record.write(FIRST)).toBe('taken')
  expect(await storedIn(memory)).toEqual(other)
})

it('a write returns “overtaken” and changes nothing when another client has changed the record', async () => {
  const { record, memory } = await createWrittenRecord()
  const others = recordWith(attemptOf(1), attemptOf(77))
  await writeAsOther(memory, others)
  expect(await record.write(SECOND)).toBe('overtaken')
  expect(await storedIn(memory)).toEqual(others)
})

it('a write returns “overtaken” when another client has removed the record', async () => {
  const { record, memory } = await createWrittenRecord()
  await removeAsOther(memory)
  expect(await record.write(SECOND)).toBe('overtaken')
  expect(await storedIn(memory)).toBeNull()
})

it('an overtaken write succeeds once the record was read again', async () => {
  const { record, memory } = await createWrittenRecord()
  const others = recordWith(attemptOf(1), attemptOf(77))
  await writeAsOther(memory, others)
  expect(await record.write(SECOND)).toBe('overtaken')
  expect(await record.read()).toEqual(others)
  const both = recordWith(attemptOf(1), attemptOf(77), attemptOf(2))
  expect(await record.write(both)).toBe('written')
  expect(await storedIn(memory)).toEqual(both)
})

it('reading a record gives null when the journal has no record', async () => {
  expect(await createClosingRecord().record.read()).toBeNull()
})

it('reading a record gives null when the journal holds the record of another closing', async () => {
  const { record, memory } = createClosingRecord()
  await memory.create(KEY, sampleRecord(SESSION_ID, { closingId: 'other' }))
  expect(await record.read()).toBeNull()
})

it('an error of the journal while reading reaches the caller', async () => {
  const { record } = createClosingRecord({ replaced: () => ({ read: async () => unavailable() }) })
  await expect(record.read()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
})

it('a write that fails and was not made throws JOURNAL_FAILED', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, kind: 'rejects' }] })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  expect(await storedIn(memory)).toBeNull()
})

it.each(['rejects-written', 'repeated'] as const)('a first write that was made counts as written although the journal did not confirm it: %s', async (kind) => {
  const { record, memory, calls } = createClosingRecord({ faults: [{ write: 1, kind }] })
  expect(await record.write(FIRST)).toBe('written')
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(calls).toEqual(['create', 'read', 'replace 1'])
  expect(await record.write(SECOND)).toBe('written')
  expect(await storedIn(memory)).toEqual(SECOND)
})

it.each(['rejects-written', 'repeated'] as const)('a second write that was made counts as written although the journal did not confirm it: %s', async (kind) => {
  const { record, memory } = await createWrittenRecord({ faults: [{ write: 2, kind }] })
  expect(await record.write(SECOND)).toBe('written')
  expect(await storedIn(memory)).toEqual(SECOND)
})

it('a write counts as written although the journal returns the fields of the record in another order', async () => {
  const reordered = ({ closingId, ...rest }: JournalRecord): JournalRecord => ({ ...rest, closingId })
  const { record } = createClosingRecord({
    faults: [{ write: 1, kind: 'rejects-written' }],
    replaced: journal => ({
      read: async (key) => {
        const entry = await journal.read(key)
        return entry && { ...entry, record: reordered(entry.record) }
      },
    }),
  })
  expect(await record.write(FIRST)).toBe('written')
})

it('a write that the journal never confirms throws JOURNAL_FAILED, because a store may hold it and lose it again', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, times: 9, kind: 'rejects-written' }] })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  expect(await storedIn(memory)).toEqual(FIRST)
})

it('a refused write that cannot be read back throws JOURNAL_FAILED, because it may have been made', async () => {
  const { record } = createClosingRecord({ replaced: () => ({ create: async () => null, read: async () => unavailable() }) })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { data: { reason: 'locked' } } })
})

it('outcomes of attempts that were written although the journal did not confirm the write are replaced by the next write', async () => {
  const { record, memory, reported } = await createWrittenRecord({ faults: [{ write: 2, kind: 'rejects-written' }] })
  writeOutcomes(record, new Map([[1, REFUSED]]))
  const next = recordWith(attemptOf(1, REFUSED), attemptOf(2))
  expect(await record.write(next)).toBe('written')
  expect(await storedIn(memory)).toEqual(next)
  expect(reported).toEqual([])
})

it('outcomes of attempts are written in the background, and the next write replaces them', async () => {
  const { record, memory, calls } = await createWrittenRecord()
  writeOutcomes(record, new Map([[1, REFUSED]]))
  expect(await record.write(recordWith(attemptOf(1, REFUSED), attemptOf(2)))).toBe('written')
  expect(calls).toEqual(['create', 'replace 1', 'replace 2'])
  expect(await storedIn(memory)).toEqual(recordWith(attemptOf(1, REFUSED), attemptOf(2)))
})

it('outcomes of attempts are written one after the other, in the order in which they became known, however long the journal takes', async () => {
  const { record, memory, time } = await createWrittenRecord({ faults: [{ write: 2, kind: 'late', ms: 5_000 }, { write: 3, kind: 'late', ms: 1_000 }] })
  const history = [recordWith(attemptOf(1, { kind: 'unknown', error: describeError('NODE_UNKNOWN_ERROR') })), recordWith(attemptOf(1, LANDED)), recordWith(attemptOf(1, REFUSED))]
  for (const { attempts } of history) writeOutcomes(record, new Map(attempts.map(({ attempt, outcome }) => [attempt.requestId, outcome])))
  const read = record.read()
  await time.advance(4_999)
  expect(await storedIn(memory)).toEqual(history[0])
  await time.advance(1)
  expect(await storedIn(memory)).toEqual(history[1])
  await time.advance(1_000)
  expect(await read).toEqual(history[2])
})

it('a removal waits for outcomes of attempts that are still being written', async () => {
  const { record, memory, time, calls } = await createWrittenRecord({ faults: [{ write: 2, kind: 'late', ms: 5_000 }] })
  writeOutcomes(record, new Map([[1, REFUSED]]))
  const removal = record.remove()
  await time.advance(4_999)
  expect(calls).toEqual(['create', 'replace 1'])
  await time.advance(1)
  expect(await removal).toBe('removed')
  expect(calls).toEqual(['create', 'replace 1', 'remove 2'])
  expect(await storedIn(memory)).toBeNull()
})

it('outcomes of attempts that cannot be written are reported, and later ones are written all the same', async () => {
  const { record, memory, reported } = await createWrittenRecord({ faults: [{ write: 2, kind: 'rejects' }] })
  writeOutcomes(record, new Map([[1, REFUSED]]))
  writeOutcomes(record, new Map([[1, LANDED]]))
  expect(await record.read()).toEqual(recordWith(attemptOf(1, LANDED)))
  expect(reported).toEqual([expect.objectContaining({ code: 'JOURNAL_FAILED' })])
  expect(await storedIn(memory)).toEqual(recordWith(attemptOf(1, LANDED)))
})

it('outcomes of attempts never overwrite a record that another client has changed', async () => {
  const { record, memory, reported } = await createWrittenRecord()
  const others = recordWith(attemptOf(1), attemptOf(77))
  await writeAsOther(memory, others)
  writeOutcomes(record, new Map([[1, REFUSED]]))
  expect(await record.read()).toEqual(others)
  expect(await storedIn(memory)).toEqual(others)
  expect(reported).toEqual([])
})

it('outcomes of attempts do not bring back a record that was removed', async () => {
  const { record, memory, calls } = await createWrittenRecord()
  await record.remove()
  calls.length = 0
  writeOutcomes(record, new Map([[1, REFUSED]]))
  expect(await record.read()).toBeNull()
  expect(calls).toEqual(['read'])
  expect(await storedIn(memory)).toBeNull()
})
