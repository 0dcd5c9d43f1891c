import { describe, expect, it } from 'vitest'
import { coSignerKey, journalKey, type Journal, type MarkingJournal } from '../../src/core/journal/journal'
import { sampleRecord } from './sampleRecord'
import { ALICE, BOB, sampleId } from './sampleSession'

export const keyOf = (n: number): string => journalKey('wss://node.example/ws', sampleId(n))
export const recordOf = (n: number, startedAt = 1, closingId = 'c0ffee') => sampleRecord(sampleId(n), { startedAt, closingId })

/** What every journal must do, whatever it stores its records in. */
export function describeJournal(name: string, open: () => Promise<MarkingJournal>): void {
  const create = async (journal: Journal, n: number): Promise<string> => {
    const revision = await journal.create(keyOf(n), recordOf(n))
    expect(revision).toEqual(expect.any(String))
    return String(revision)
  }

  describe(`journal contract: ${name}`, () => {
    it(`the journal (${name}) creates a record once, and replaces or removes it only if it is unchanged`, async () => {
      const journal = await open()
      expect(await journal.read(keyOf(1))).toBeNull()
      const first = await create(journal, 1)
      expect(await journal.create(keyOf(1), recordOf(1, 2))).toBeNull()
      expect(await journal.read(keyOf(1))).toEqual({ record: recordOf(1), revision: first })

      const second = String(await journal.replace(keyOf(1), recordOf(1, 3), first))
      expect(await journal.replace(keyOf(1), recordOf(1, 4), first)).toBeNull()
      expect(await journal.remove(keyOf(1), first)).toBe(false)
      expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1, 3), revision: second }])

      expect(await journal.remove(keyOf(1), second)).toBe(true)
      expect(await journal.list()).toEqual([])
      expect(await journal.replace(keyOf(1), recordOf(1), second)).toBeNull()
      expect(await journal.remove(keyOf(1), second)).toBe(false)
      const third = await journal.create(keyOf(1), recordOf(1, 1, 'next closing'))
      expect(third).toEqual(expect.any(String))
      expect(new Set([first, second, third]).size).toBe(3)
    })

    it(`the journal (${name}) refuses the record of a closing that was removed, and creates the record of the next closing`, async () => {
      const journal = await open()
      const revision = await create(journal, 1)
      await journal.remove(keyOf(1), revision)
      expect(await journal.create(keyOf(1), recordOf(1))).toBeNull()
      expect(await journal.read(keyOf(1))).toBeNull()
      expect(await journal.list()).toEqual([])
      const next = recordOf(1, 1, 'next closing')
      expect(await journal.create(keyOf(1), next)).toEqual(expect.any(String))
      expect((await journal.read(keyOf(1)))?.record).toEqual(next)
    })

    it(`the journal (${name}) refuses a record that arrives after its closing was marked as ended`, async () => {
      const journal = await open()
      expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('never written')
      expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('not there')
      expect(await journal.create(keyOf(1), recordOf(1))).toBeNull()
      expect(await journal.list()).toEqual([])
      expect(await journal.create(keyOf(1), recordOf(1, 1, 'next closing'))).toEqual(expect.any(String))
    })

    it(`the journal (${name}) leaves a record in place that is marked as ended too late, and the record of another closing`, async () => {
      const journal = await open()
      const revision = await create(journal, 1)
      expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('still there')
      await journal.markEnded(keyOf(1), 'another closing')
      expect(await journal.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
    })

    it(`the journal (${name}) says that a closing was there when its record was removed before the closing is marked as ended`, async () => {
      const journal = await open()
      await journal.remove(keyOf(1), await create(journal, 1))
      expect(await journal.markEnded(keyOf(1), 'c0ffee')).toBe('not there')
    })

    it(`the journal (${name}) creates the record of one of many closings that begin where an earlier record was removed`, async () => {
      const journal = await open()
      await journal.remove(keyOf(1), await create(journal, 1))
      const created = await Promise.all(Array.from({ length: 20 }, (_, n) => journal.create(keyOf(1), recordOf(1, 1, `closing ${n}`))))
      expect(created.filter(revision => revision !== null)).toHaveLength(1)
    })

    it(`the journal (${name}) lets exactly one of many simultaneous writers succeed`, async () => {
      const journal = await open()
      const many = <T>(task: (n: number) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, n) => task(n)))
      const created = (await many(n => journal.create(keyOf(1), recordOf(1, n)))).filter(revision => revision !== null)
      expect(created).toHaveLength(1)
      const replaced = (await many(n => journal.replace(keyOf(1), recordOf(1, n), String(created[0])))).filter(revision => revision !== null)
      expect(replaced).toHaveLength(1)
      expect((await many(() => journal.remove(keyOf(1), String(replaced[0])))).filter(Boolean)).toHaveLength(1)
      expect(await journal.list()).toEqual([])
    })

    it(`the journal (${name}) keeps the records of different sessions apart`, async () => {
      const journal = await open()
      const revisions = await Promise.all(Array.from({ length: 30 }, (_, n) => create(journal, n)))
      await journal.remove(keyOf(3), String(revisions[3]))
      expect((await journal.list()).map(({ key }) => key).sort())
        .toEqual(revisions.map((_, n) => keyOf(n)).filter(key => key !== keyOf(3)).sort())
    })

    it(`the journal (${name}) keeps the closing of a session and the signatures of several wallets for it apart`, async () => {
      const journal = await open()
      const keys = [keyOf(1), ...[ALICE, BOB].map(wallet => coSignerKey('wss://node.example/ws', sampleId(1), wallet))]
      for (const [n, key] of keys.entries()) expect(await journal.create(key, recordOf(1, n, `closing ${n}`))).toEqual(expect.any(String))
      expect(await Promise.all(keys.map(async key => (await journal.read(key))?.record.closingId))).toEqual(['closing 0', 'closing 1', 'closing 2'])
      expect((await journal.list()).map(({ key }) => key).sort()).toEqual([...keys].sort())
    })
  })
}
