import { expect, it } from 'vitest'
import {
  attemptOf, createClosingRecord, createWrittenRecord, FIRST, KEY, recordWith, REFUSED, removeAsOther, SECOND, SESSION_ID, storedIn, unavailable, writeAsOther,
} from '../../../test/helpers/closingRecords'
import { sampleRecord } from '../../../test/helpers/sampleRecord'

it('a failed first write that was made all the same is removed', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, times: 2, kind: 'rejects-written' }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a failed second write that was made all the same is removed together with the first attempt', async () => {
  const { record, memory } = await createWrittenRecord({ faults: [{ write: 2, times: 2, kind: 'rejects-written' }] })
  await expect(record.write(SECOND)).rejects.toThrow()
  expect(await storedIn(memory)).toEqual(SECOND)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a failed second write that was not made leaves the first record to be removed', async () => {
  const { record, memory } = await createWrittenRecord({ faults: [{ write: 2, kind: 'rejects' }] })
  await expect(record.write(SECOND)).rejects.toThrow()
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a failed first write that was not made leaves the journal empty after the removal', async () => {
  const { record, memory, calls } = createClosingRecord({ faults: [{ write: 1, kind: 'rejects' }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  expect(await record.remove()).toBe('removed')
  expect(calls).toEqual(['create', 'read', 'read', 'mark ended'])
  expect(await storedIn(memory)).toBeNull()
})

it('a failed first write that arrives after the removal is refused', async () => {
  const { record, memory, time } = createClosingRecord({ faults: [{ write: 1, kind: 'arrives-late', ms: 60_000 }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  expect(await record.remove()).toBe('removed')
  await time.advance(60_000)
  expect(await storedIn(memory)).toBeNull()
})

it('a failed first write that arrives between the reading and the marker of the removal is removed', async () => {
  const { record, memory, time } = createClosingRecord({
    faults: [{ write: 1, kind: 'arrives-late', ms: 60_000 }],
    replaced: journal => ({
      markEnded: async (key, closingId) => {
        await time.advance(60_000)
        return journal.markEnded?.(key, closingId) ?? 'not there'
      },
    }),
  })
  await expect(record.write(FIRST)).rejects.toThrow()
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a removal says that the record is gone when a failed write was made and another client has removed it', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, times: 2, kind: 'rejects-written' }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  await removeAsOther(memory)
  expect(await record.remove()).toBe('gone')
})

it('a removal after a failed write says that the record is gone when the journal cannot tell whether it was written', async () => {
  const { record } = createClosingRecord({ faults: [{ write: 1, kind: 'rejects' }], replaced: () => ({ markEnded: undefined }) })
  await expect(record.write(FIRST)).rejects.toThrow()
  expect(await record.remove()).toBe('gone')
})

it('a removal throws what the journal throws, and a later one removes the record', async () => {
  const { record, memory, reported } = await createWrittenRecord({ faults: [{ write: 2, kind: 'rejects' }] })
  await expect(record.remove()).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
  expect(reported).toEqual([])
})

it('a failed first write never removes the record of another closing', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, kind: 'rejects' }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  const other = sampleRecord(SESSION_ID, { closingId: 'other' })
  await memory.create(KEY, other)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toEqual(other)
})

it('a write that failed with JOURNAL_UNAVAILABLE leaves nothing to remove, so the journal is not asked again', async () => {
  const { record, calls } = createClosingRecord({ replaced: () => ({ create: async () => unavailable() }) })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(await record.remove()).toBe('removed')
  expect(calls).toEqual(['create'])
})

it('a write that failed with JOURNAL_UNAVAILABLE does not hide that an earlier one may have been written', async () => {
  let creations = 0
  const { record, memory } = createClosingRecord({
    replaced: journal => ({
      create: async (key, value) => {
        creations += 1
        if (creations > 1) return unavailable()
        await journal.create(key, value)
        throw new Error('The answer was lost.')
      },
      replace: async () => { throw new Error('The answer was lost.') },
    }),
  })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' })
  await expect(record.write(FIRST)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a removal removes the record that was written last', async () => {
  const { record, memory, calls } = await createWrittenRecord()
  await record.write(SECOND)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
  expect(calls).toEqual(['create', 'replace 1', 'remove 2'])
})

it('a removal without any earlier write does not ask the journal', async () => {
  const { record, calls } = createClosingRecord()
  expect(await record.remove()).toBe('removed')
  expect(calls).toEqual([])
})

it('a second removal does not ask the journal', async () => {
  const { record, calls } = await createWrittenRecord()
  await record.remove()
  calls.length = 0
  expect(await record.remove()).toBe('removed')
  expect(calls).toEqual([])
})

it('a record to which another client has added an attempt stays in the journal', async () => {
  const { record, memory } = await createWrittenRecord()
  const others = recordWith(attemptOf(1), attemptOf(77))
  await writeAsOther(memory, others)
  expect(await record.remove()).toBe('others')
  expect(await storedIn(memory)).toEqual(others)
})

it('a record to which another client has added an attempt stays when our own write may have been made', async () => {
  const { record, memory } = createClosingRecord({ faults: [{ write: 1, times: 2, kind: 'rejects-written' }] })
  await expect(record.write(FIRST)).rejects.toThrow()
  await writeAsOther(memory, recordWith(attemptOf(1), attemptOf(77)))
  expect(await record.remove()).toBe('others')
  expect(await storedIn(memory)).toEqual(recordWith(attemptOf(1), attemptOf(77)))
})

it('a record to which another client has added only outcomes is removed', async () => {
  const { record, memory } = await createWrittenRecord()
  await writeAsOther(memory, recordWith(attemptOf(1, REFUSED)))
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('an attempt of another client that was read no longer keeps the record in the journal', async () => {
  const { record, memory } = await createWrittenRecord()
  await writeAsOther(memory, recordWith(attemptOf(1), attemptOf(77)))
  expect(await record.remove()).toBe('others')
  await record.read()
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})

it('a removal says that the record is gone when another client has removed it', async () => {
  const { record, memory } = await createWrittenRecord()
  await removeAsOther(memory)
  expect(await record.remove()).toBe('gone')
})

it('a removal says that the record is gone, and leaves the record of the next closing of the session', async () => {
  const { record, memory } = await createWrittenRecord()
  await removeAsOther(memory)
  const next = sampleRecord(SESSION_ID, { closingId: 'next', attempts: [attemptOf(1)] })
  await memory.create(KEY, next)
  expect(await record.remove()).toBe('gone')
  expect(await storedIn(memory)).toEqual(next)
})

it('a removal throws when the record cannot be read, and a later one removes the record', async () => {
  let reads = 0
  const { record, memory } = await createWrittenRecord({
    faults: [{ write: 2, kind: 'rejects' }],
    replaced: journal => ({ read: async key => key === KEY && ++reads < 3 ? unavailable() : journal.read(key) }),
  })
  await expect(record.write(SECOND)).rejects.toThrow()
  await expect(record.remove()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(await storedIn(memory)).toEqual(FIRST)
  expect(await record.remove()).toBe('removed')
  expect(await storedIn(memory)).toBeNull()
})
