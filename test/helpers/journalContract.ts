import { describe, expect, it } from 'vitest'
import { journalKey, type Journal } from '../../src/core/journal/journal'
import { sampleRecord } from './sampleRecord'
import { sampleId } from './sampleSession'

export const keyOf = (n: number): string => journalKey('wss://node.example/ws', sampleId(n))
export const recordOf = (n: number, startedAt = 1) => sampleRecord(sampleId(n), { startedAt })

/** What every journal must do, whatever it stores its records in. */
export function describeJournal(name: string, open: () => Promise<Journal>): void {
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
      expect(new Set([first, second, await create(journal, 1)]).size).toBe(3)
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
  })
}
