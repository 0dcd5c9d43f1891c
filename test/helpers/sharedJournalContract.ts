import { describe, expect, it } from 'vitest'
import type { Journal } from '../../src/core/journal/journal'
import { encodeRecord } from '../../src/core/journal/recordCodec'
import { createMemoryJournal } from '../../src/core'
import { keyOf, recordOf } from './journalContract'
import { ALICE, BOB, paidOut, seedSession, split, startClient, startNode } from './flow'

/** A store that processes share, as tests access it. */
export interface SharedStore {
  /** Opens the journal as another process would. */
  open(): Journal
  /** Stores a text in the place of a record. */
  put(key: string, text: string): Promise<void>
  /** Every text of a key, wherever it is kept. */
  texts(key: string): Promise<readonly string[]>
  /** Removes everything that was set aside, as an operator does. */
  clearAside(): Promise<void>
}

/** What a journal shared by several machines must do, in addition to the contract of all journals. */
export function describeSharedJournal(name: string, start: () => Promise<SharedStore>): void {
  describe(`shared journal contract: ${name}`, () => {
    it(`the shared journal (${name}) shows each process the records of the others, and lets one of two writers succeed`, async () => {
      const { open } = await start()
      const [one, other] = [open(), open()]
      const revision = String(await one.create(keyOf(1), recordOf(1)))
      expect(await other.create(keyOf(1), recordOf(1, 2))).toBeNull()
      expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
      const replaced = await Promise.all([one, other].map(journal => journal.replace(keyOf(1), recordOf(1, 3), revision)))
      expect(replaced.filter(revision => revision !== null)).toHaveLength(1)
    })

    const good = encodeRecord({ key: keyOf(1), revision: 'r', record: recordOf(1) })

    it.each([
      ['a flipped character', good.replace('wss', 'wsx')],
      ['half of it', good.slice(0, good.length / 2)],
      ['one letter', 'x'],
      ['the record of another session', encodeRecord({ key: keyOf(2), revision: 'r', record: recordOf(2) })],
    ])(`the shared journal (${name}) sets a damaged record aside and blocks only its session: %s`, async (_, text) => {
      const { open, put, clearAside } = await start()
      const journal = open()
      await journal.create(keyOf(5), recordOf(5))
      await put(keyOf(1), text)
      expect((await journal.list()).map(({ key }) => key)).toEqual([keyOf(5)])
      expect(journal.unusable).toEqual([expect.objectContaining({ kind: 'damaged', key: keyOf(1) })])
      const later = open()
      await expect(later.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
      await later.list()
      expect(later.unusable).toHaveLength(1)
      await clearAside()
      expect(await later.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
    })

    it(`the shared journal (${name}) keeps both texts when a second record of the same session is damaged`, async () => {
      const { open, put, texts } = await start()
      const journal = open()
      await journal.list()
      await put(keyOf(1), 'first')
      await journal.list()
      await put(keyOf(1), 'second')
      expect(await journal.list()).toEqual([])
      expect(await journal.read(keyOf(1))).toBeNull()
      const kept = await texts(keyOf(1))
      expect(['first', 'second'].filter(text => kept.some(keptText => keptText.includes(text)))).toHaveLength(2)
      await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    })

    it(`the shared journal (${name}) leaves a record of a later version where it is, and blocks its session`, async () => {
      const { open, put } = await start()
      const journal = open()
      await journal.list()
      await put(keyOf(1), good.replace('"format":1', '"format":2'))
      expect(await journal.list()).toEqual([])
      expect(journal.unusable).toEqual([expect.objectContaining({ kind: 'newer', key: keyOf(1) })])
      await expect(open().create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_NEWER' })
    })

    it(`a session is closed with the shared journal (${name}), and its record is removed at the end`, async () => {
      const journal = (await start()).open()
      const node = startNode()
      const client = startClient(node, { journal })
      await client.connect()
      const sessionId = seedSession(node)
      await client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
      expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.7'], [BOB, 'usdc', '0.3']])
      expect(await journal.list()).toEqual(await createMemoryJournal().list())
      expect(client.isDurable).toBe(true)
    })
  })
}
