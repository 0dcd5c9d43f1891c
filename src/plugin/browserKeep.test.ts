import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { createMemoryStorage } from '../../test/helpers/withSetup'
import { createBrowserPersistence } from '../browser'
import { createMemoryHistory } from '../core/history/memoryHistory'
import { createMemoryJournal } from '../core/journal/memoryJournal'
import { KEEP_NOTHING, type KeepOptions } from '../core/client/keepOptions'
import { activeSessionStorage, browserKeep } from './browserKeep'
import { makeBrowserClient } from './installInBrowser'
import type { NitroliteOptions } from './options'

type Options = Extract<NitroliteOptions, { readonly client?: never }>

const required = { url: 'wss://node.example/ws', application: 'sample' }
const keepOf = (options: Partial<Options> = {}) => browserKeep({ ...required, ...options })
const storageOf = (options: Partial<Options> = {}) => activeSessionStorage({ ...required, ...options })

/** The parts that the browser keeps under the name of a database. */
function partsOf(options?: Parameters<typeof createBrowserPersistence>[0]): Required<KeepOptions> {
  const { closings, logins, history, tabs, protocols } = createBrowserPersistence(options)
  return { closings, logins, history, tabs, protocols }
}

const refused = (option: string) =>
  expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: { option, reason: expect.any(String) } }) })

/** Parts are compared by identity: every lazy store looks alike. */
function expectParts(present: Required<KeepOptions>, wanted: Required<KeepOptions>): void {
  for (const name of Object.keys(wanted) as (keyof KeepOptions)[]) expect(present[name] === wanted[name], name).toBe(true)
}

describe('browserKeep', () => {
  it('the plugin keeps every part in the browser’s database by default', () => {
    expectParts(keepOf(), partsOf())
  })

  it.each<[string, Partial<Options>]>([
    ['keep: false', { keep: false }],
    ['the old option persistence: false', { persistence: false }],
    ['both', { keep: false, persistence: false }],
  ])('with %s the plugin keeps every part in memory only', (_, options) => {
    expect(keepOf(options)).toEqual(KEEP_NOTHING)
  })

  it.each<[string, Partial<Options>]>([
    ['keep', { keep: { name: 'named', allowMemory: false } }],
    ['the old option persistence', { persistence: { name: 'named', allowMemory: false } }],
    ['both together', { keep: { name: 'named' }, persistence: { name: 'named', allowMemory: false } }],
    ['a result of createBrowserPersistence', { keep: createBrowserPersistence({ name: 'named', allowMemory: false }) }],
  ])('%s says which database of the browser the plugin uses', (_, options) => {
    expectParts(keepOf(options), partsOf({ name: 'named', allowMemory: false }))
  })

  it.each<[string, (closings: ReturnType<typeof createMemoryJournal>) => Partial<Options>]>([
    ['keep.closings', closings => ({ keep: { closings } })],
    ['the old option journal', journal => ({ journal })],
  ])('%s replaces only this part of the browser’s database', (_, optionsOf) => {
    const closings = createMemoryJournal()
    expectParts(keepOf(optionsOf(closings)), { ...partsOf(), closings })
  })

  it('a part that is false is kept in memory, and the others stay in the browser’s database', () => {
    expectParts(keepOf({ keep: { logins: false } }), { ...partsOf(), logins: false })
  })

  it('the old option persistence: false still leaves single old options in force', () => {
    const history = createMemoryHistory()
    expect(keepOf({ persistence: false, history })).toEqual({ ...KEEP_NOTHING, history })
  })

  it.each<[string, Partial<Options>]>([
    ['persistence', { persistence: false, keep: { history: createMemoryHistory() } }],
    ['persistence', { persistence: false, keep: { name: 'a' } }],
    ['persistence', { persistence: {}, keep: false }],
    ['persistence', { persistence: { name: 'a' }, keep: { name: 'b' } }],
    ['persistence', { persistence: { allowMemory: true }, keep: { allowMemory: false } }],
    ['journal', { journal: createMemoryJournal(), keep: { closings: createMemoryJournal() } }],
    ['history', { history: createMemoryHistory(), keep: false }],
    ['keep', { keep: null as never }],
    ['keep.closing', { keep: { closing: createMemoryJournal() } as never }],
  ])('the plugin refuses %s if it is not valid or contradicts another option: %o', (option, options) => {
    expect(() => keepOf(options)).toThrow(refused(option))
  })

  it('the plugin makes a client with an old name, with a new name, and with both of the same value', () => {
    const closings = createMemoryJournal()
    for (const options of [{ journal: closings }, { keep: { closings } }, { journal: closings, keep: { closings } }]) {
      const client = makeBrowserClient({ ...required, ...options })
      expect(client.url).toBe(required.url)
      client.dispose()
    }
  })
})

describe('activeSessionStorage', () => {
  it('the active session is remembered in localStorage by default, also with the old option persistence: false', () => {
    for (const options of [{}, { keep: {} }, { keep: { name: 'a' } }, { persistence: false }] as const) {
      expect(storageOf(options)).toBe(localStorage)
    }
  })

  it.each<[string, Partial<Options>]>([
    ['keep: false', { keep: false }],
    ['keep.activeSession: false', { keep: { activeSession: false } }],
    ['the old option storage: false', { storage: false }],
    ['both', { storage: false, keep: { activeSession: false } }],
  ])('the active session is not remembered with %s', (_, options) => {
    expect(storageOf(options)).toBeNull()
  })

  it('the active session is remembered in keep.activeSession, or in the old option storage', () => {
    const storage = createMemoryStorage()
    for (const options of [{ storage }, { keep: { activeSession: storage } }, { storage, keep: { activeSession: storage } }]) {
      expect(storageOf(options)).toBe(storage)
    }
    expect(storageOf({ storage, persistence: false })).toBe(storage)
  })

  it('the old option storage is refused beside a different keep.activeSession', () => {
    const storage = createMemoryStorage()
    for (const keep of [false, { activeSession: false }, { activeSession: createMemoryStorage() }] as const) {
      expect(() => storageOf({ storage, keep })).toThrow(refused('storage'))
    }
    expect(() => storageOf({ storage: false, keep: { activeSession: storage } })).toThrow(refused('storage'))
  })

  it('keep.activeSession is refused if it is not a storage', () => {
    expect(() => storageOf({ keep: { activeSession: true as never } })).toThrow(refused('keep.activeSession'))
  })
})

describe('keep beside a client of the app', () => {
  it('keep.activeSession and keep: false are accepted beside a client', () => {
    const client = createFakeClient()
    expect(makeBrowserClient({ client, keep: { activeSession: createMemoryStorage() } })).toBe(client)
    expect(makeBrowserClient({ client, keep: false })).toBe(client)
  })

  it('other parts of keep are refused beside a client, which would not use them', () => {
    const options = { client: createFakeClient(), keep: { closings: createMemoryJournal() } } as unknown as NitroliteOptions
    expect(() => makeBrowserClient(options)).toThrow(refused('keep.closings'))
  })
})
