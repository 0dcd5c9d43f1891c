import { describe, expect, it } from 'vitest'
import type { Journal } from '../../src/core/journal/journal'
import { encodeRecord } from '../../src/core/journal/recordCodec'
import { createMemoryJournal } from '../../src/core'
import { keyOf, recordOf } from './journalContract'
import { ALICE, BOB, paidOut, seedSession, split, startClient, startNode } from './flow'

/** A store that processes share, as a test reaches it. */
export interface SharedStore {
  /** A journal as another process has it. */
  open(): Journal
  /** Puts a text in the place of a record. */
  put(key: string, text: string): Promise<void>
  /** Every text of a key that is kept somewhere. */
  texts(key: string): Promise<readonly string[]>
  /** Takes what was set aside away, as an operator does. */
  clearAside(): Promise<void>
}

/** What is asked of a journal of several machines beyond the contract of all journals. */
export function describeSharedJournal(name: string, start: () => Promise<SharedStore>): void {
  describe(`${name} is shared by processes`, () => {
    it('one of two wins, and each sees what the other wrote', async () => {
      const { open } = await start()
      const [one, other] = [open(), open()]
      const revision = String(await one.create(keyOf(1), recordOf(1)))
      expect(await other.create(keyOf(1), recordOf(1, 2))).toBeNull()
      expect(await other.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
      const wins = await Promise.all([one, other].map(each => each.replace(keyOf(1), recordOf(1, 3), revision)))
      expect(wins.filter(each => each !== null)).toHaveLength(1)
    })

    const good = encodeRecord({ key: keyOf(1), revision: 'r', record: recordOf(1) })

    it.each([
      ['a flipped character', good.replace('wss', 'wsx')],
      ['half of it', good.slice(0, good.length / 2)],
      ['one letter', 'x'],
      ['the record of another session', encodeRecord({ key: keyOf(2), revision: 'r', record: recordOf(2) })],
    ])('sets a damaged record aside, which blocks its session alone: %s', async (_, text) => {
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

    it('drops nothing where a second record of the same session is damaged', async () => {
      const { open, put, texts } = await start()
      const journal = open()
      await journal.list()
      await put(keyOf(1), 'first')
      await journal.list()
      await put(keyOf(1), 'second')
      expect(await journal.list()).toEqual([])
      expect(await journal.read(keyOf(1))).toBeNull()
      const kept = await texts(keyOf(1))
      expect(['first', 'second'].filter(text => kept.some(each => each.includes(text)))).toHaveLength(2)
      await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    })

    it('leaves a record of a later version where it is', async () => {
      const { open, put } = await start()
      const journal = open()
      await journal.list()
      await put(keyOf(1), good.replace('"format":1', '"format":2'))
      expect(await journal.list()).toEqual([])
      expect(journal.unusable).toEqual([expect.objectContaining({ kind: 'newer', key: keyOf(1) })])
      await expect(open().create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_NEWER' })
    })

    it('closes a session with it', async () => {
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
