import 'fake-indexeddb/auto'
import { unwrap } from 'idb'
import { expect, it, vi } from 'vitest'
import { createBrowserPeers } from '../../src/browser/browserPeers'
import { createDatabase, type Database } from '../../src/browser/database'
import { createIndexedDbHistory } from '../../src/browser/indexedDbHistory'
import { createIndexedDbJournal } from '../../src/browser/indexedDbJournal'
import { createKeyVault } from '../../src/browser/keyVault'
import type { PeerMessage } from '../../src/core/peers/peers'
import type { KeptLogin } from '../../src/core/wallet/loginStore'
import { keyOf, recordOf } from '../helpers/journalContract'
import { sampleEntry } from '../helpers/sampleHistory'

const LOGIN: KeptLogin = {
  privateKey: `0x${'5e'.repeat(32)}`,
  policy: {
    wallet: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0', sessionKey: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0',
    application: 'app', scope: 'app.close', expiresAt: 1, challenge: 'c', signature: '0x11',
  },
  jwt: 'token',
}

let count = 0
const openDatabase = (name = `closed ${++count}`): Database => createDatabase(name, () => indexedDB)

/** The stores of a page: something is written, and can be read. */
const siblings: [string, (database: Database) => { write(number: number): Promise<unknown>, read(): Promise<number> }][] = [
  ['journal', (database) => {
    const journal = createIndexedDbJournal(database)
    return { write: number => journal.create(keyOf(number), recordOf(number)), read: async () => (await journal.list()).length }
  }],
  ['history', (database) => {
    const history = createIndexedDbHistory(database)
    return { write: number => history.put(sampleEntry(number)), read: async () => (await history.find()).length }
  }],
  ['key vault', (database) => {
    const vault = createKeyVault(database)
    const names: string[] = []
    return {
      write: number => vault.write(names[names.push(`login ${number}`) - 1] ?? '', LOGIN),
      read: async () => (await Promise.all(names.map(name => vault.read(name)))).filter(login => login !== null).length,
    }
  }],
]

const endings: [string, (database: Database) => Promise<void>][] = [
  ['with a close event', async (database) => {
    const db = unwrap(await database.open()) as IDBDatabase
    db.close()
    db.onclose?.(new Event('close'))
  }],
  ['for another tab that changes its version', async (database) => {
    const db = unwrap(await database.open()) as IDBDatabase
    db.onversionchange?.(new Event('versionchange') as IDBVersionChangeEvent)
  }],
  ['without a word', async (database) => { (await database.open()).close() }],
]

for (const [name, open] of siblings) {
  it.each(endings)(`the ${name} continues after the browser has closed the database %s`, async (_, close) => {
    const database = openDatabase()
    const store = open(database)
    await store.write(1)
    await close(database)
    expect(await store.read()).toBe(1)
    await close(database)
    await store.write(2)
    expect(await store.read()).toBe(2)
  })

  it(`the ${name} reads again if the browser aborts the transaction while it closes the database`, async () => {
    const database = openDatabase()
    let mustAbort = false
    const store = open({
      ...database,
      async begin(stores, mode) {
        const transaction = await database.begin(stores, mode)
        if (mustAbort) {
          mustAbort = false
          transaction.abort()
          ;(await database.open()).close()
        }
        return transaction
      },
    })
    await store.write(1)
    mustAbort = true
    expect(await store.read()).toBe(1)
    expect(mustAbort).toBe(false)
  })
}

it('a database that fires no event while it opens is given up, and opened again by the next call', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let isStuck = true
  const database = createDatabase(`closed ${++count}`, () => isStuck ? { open: () => ({}) } as unknown as IDBFactory : indexedDB)
  const journal = createIndexedDbJournal(database)
  const failed = expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  await vi.advanceTimersByTimeAsync(10_000)
  await failed
  vi.useRealTimers()
  isStuck = false
  expect(await journal.list()).toEqual([])
})

it('tab messages are sent and received again after the browser has closed the channel', async () => {
  const channels: BroadcastChannel[] = []
  vi.stubGlobal('BroadcastChannel', class extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      channels.push(this)
    }
  })
  const name = `closed tabs ${++count}`
  const [heard, heardByOther]: PeerMessage[][] = [[], []]
  const [one, other] = [createBrowserPeers(name).join(message => heard?.push(message)), createBrowserPeers(name).join(message => heardByOther?.push(message))]
  const ask = (key: string): PeerMessage => ({ version: 1, kind: 'ask', key })
  channels[0]?.close()
  one.tell(ask('after the end'))
  await vi.waitFor(() => { expect(heardByOther).toEqual([ask('after the end')]) })
  other.tell(ask('answer'))
  await vi.waitFor(() => { expect(heard).toEqual([ask('answer')]) })
  one.leave()
  one.tell(ask('too late'))
  other.leave()
  expect(channels).toHaveLength(3)
  vi.unstubAllGlobals()
})
