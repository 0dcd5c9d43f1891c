import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { describeHistory } from '../../test/helpers/historyContract'
import { sampleEntry } from '../../test/helpers/sampleHistory'
import { createBrowserPersistence } from './browserPersistence'
import { createDatabase } from './database'
import { createIndexedDbHistory } from './indexedDbHistory'

let count = 0
const open = (name = `history ${++count}`) => createDatabase(name, () => indexedDB)

describeHistory('IndexedDB', async () => createIndexedDbHistory(open()))

it('the history in IndexedDB is shared with other tabs and later pages', async () => {
  const name = 'shared history'
  await createIndexedDbHistory(open(name)).put(sampleEntry(1))
  expect(await createIndexedDbHistory(open(name)).find()).toEqual([sampleEntry(1)])
})

it('the history in IndexedDB leaves entries of a later version unchanged', async () => {
  const database = open()
  const newer = { ...sampleEntry(1), version: 2 } as never
  await (await database.open()).put('history', newer)
  const history = createIndexedDbHistory(database)
  await history.put(sampleEntry(2))
  expect(await history.find()).toEqual([sampleEntry(2)])
  expect(await (await database.open()).get('history', 'closing-1')).toEqual(newer)
})

it('the history in IndexedDB rejects with HISTORY_FAILED if the database cannot be read', async () => {
  const broken = createDatabase('broken', () => { throw new Error('it is broken') })
  await expect(createIndexedDbHistory(broken).find()).rejects.toMatchObject({ code: 'HISTORY_FAILED', info: { why: 'it is broken.' } })
})

it('the history is kept in memory if the browser has no database', async () => {
  vi.stubGlobal('indexedDB', undefined)
  const { history } = createBrowserPersistence({ name: 'no database for history' })
  await history.put(sampleEntry(1))
  expect(await history.find()).toEqual([sampleEntry(1)])
  vi.unstubAllGlobals()
})
