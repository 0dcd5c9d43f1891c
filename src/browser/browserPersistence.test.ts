import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keyOf, recordOf } from '../../test/helpers/journalContract'
import { createNitroliteClient } from '../core/client/createNitroliteClient'
import { createBrowserPersistence, createStoredProtocols } from './browserPersistence'

let count = 0
const fresh = (allowMemory?: boolean) =>
  createBrowserPersistence({ name: `persistence ${++count}`, ...allowMemory !== undefined && { allowMemory } })

afterEach(() => { vi.unstubAllGlobals() })

/** A browser whose database fails to open with an error of this name. */
function stubBrokenBrowser(name: string): { recover(): void } {
  const real = indexedDB
  let isBroken = true
  vi.stubGlobal('indexedDB', {
    open: (...args: [string, number]) => {
      if (isBroken) throw Object.assign(new Error(`it is ${name}`), { name })
      return real.open(...args)
    },
  })
  return { recover: () => { isBroken = false } }
}

describe('in a browser that allows storing data', () => {
  it('browser persistence keeps records durably in the browser database', async () => {
    const { journal } = fresh()
    await journal.create(keyOf(1), recordOf(1))
    expect(journal.isDurable).toBe(true)
    expect((await journal.list()).map(({ key }) => key)).toEqual([keyOf(1)])
  })

  it('browser persistence is the same for all clients of a page', () => {
    expect(createBrowserPersistence({ name: 'shared' })).toBe(createBrowserPersistence({ name: 'shared' }))
  })

  it('browser persistence has its records and tabs by the names of the option keep, and by their old names', () => {
    const { closings, journal, tabs, peers } = createBrowserPersistence({ name: 'names' })
    expect([journal === closings, peers === tabs]).toEqual([true, true])
  })

  it('a client takes browser persistence as keep, and spread into its options as before', async () => {
    const persistence = createBrowserPersistence({ name: 'taken' })
    for (const options of [{ keep: persistence }, { ...persistence }, { ...persistence, keep: persistence }]) {
      const client = createNitroliteClient({ url: 'wss://node.example/ws', application: 'test-app', ...options })
      await client.closings.resume()
      expect(client.isDurable).toBe(true)
      client.dispose()
    }
  })

  it('browser persistence never falls back to memory once the database has been opened', async () => {
    const { journal } = fresh()
    await journal.list()
    vi.stubGlobal('indexedDB', undefined)
    await journal.create(keyOf(1), recordOf(1))
    expect(journal.isDurable).toBe(true)
  })
})

describe('in a browser that does not allow storing data', () => {
  it.each(['SecurityError', 'InvalidStateError'])('browser persistence keeps records in memory, and says so, if the browser forbids storing data: %s', async (name) => {
    stubBrokenBrowser(name)
    const { journal } = fresh()
    expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
    expect(journal.isDurable).toBe(false)
  })

  it('browser persistence keeps records in memory if the browser has no database at all', async () => {
    vi.stubGlobal('indexedDB', undefined)
    const { journal } = fresh()
    await journal.list()
    expect(journal.isDurable).toBe(false)
  })

  it('browser persistence refuses to write without a database if the app does not allow memory', async () => {
    vi.stubGlobal('indexedDB', undefined)
    await expect(fresh(false).journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  })

  it('browser persistence says that the page is out of date if a newer version of the page has changed the database, and never falls back to memory', async () => {
    stubBrokenBrowser('VersionError')
    const { journal, history } = fresh()
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'PAGE_OUTDATED' })
    await expect(history.find()).rejects.toMatchObject({ code: 'PAGE_OUTDATED' })
    expect(journal.isDurable).toBe(true)
  })

  it.each(['QuotaExceededError', 'UnknownError'])('browser persistence refuses to write while the database fails for another reason: %s', async (name) => {
    const browser = stubBrokenBrowser(name)
    const { journal } = fresh()
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { why: `it is ${name}.` } })
    browser.recover()
    expect(await journal.create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
    expect(journal.isDurable).toBe(true)
  })
})

it('browser persistence refuses an empty database name', () => {
  expect(() => createBrowserPersistence({ name: '' })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})

afterEach(() => { vi.unstubAllGlobals() })

function stubStorage(): Map<string, string> {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => { stored.set(key, value) },
  })
  return stored
}

it('the protocol of a node is remembered for later pages, for each URL', () => {
  stubStorage()
  createStoredProtocols('app').write('wss://one.example', 'nitronode')
  createStoredProtocols('app').write('wss://two.example', 'nitrorpc')
  const later = createStoredProtocols('app')
  expect(['wss://one.example', 'wss://two.example', 'wss://three.example'].map(url => later.read(url))).toEqual(['nitronode', 'nitrorpc', null])
  expect(createStoredProtocols('other').read('wss://one.example')).toBeNull()
})

it('a remembered protocol that is unknown, for example from a newer version, is ignored', () => {
  const stored = stubStorage()
  createStoredProtocols('app').write('wss://one.example', 'nitronode')
  for (const key of stored.keys()) stored.set(key, 'nitronode/9')
  expect(createStoredProtocols('app').read('wss://one.example')).toBeNull()
})

it('a browser that forbids the storage, and a full storage, only prevent remembering the protocol', () => {
  const fail = (): never => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError') }
  const memory = createStoredProtocols('app')
  vi.stubGlobal('localStorage', undefined)
  memory.write('wss://one.example', 'nitronode')
  expect(memory.read('wss://one.example')).toBeNull()
  vi.stubGlobal('localStorage', { getItem: fail, setItem: fail })
  memory.write('wss://one.example', 'nitronode')
  expect(memory.read('wss://one.example')).toBeNull()
})
