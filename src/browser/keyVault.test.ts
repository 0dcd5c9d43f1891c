import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stubLocks, stubPage } from '../../test/helpers/cachedPage'
import type { KeptLogin } from '../core/wallet/loginStore'
import { createDatabase } from './database'
import { createKeyVault } from './keyVault'

const login: KeptLogin = {
  privateKey: `0x${'5e'.repeat(32)}`,
  policy: {
    wallet: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0', sessionKey: '0x51FB3D2fBc7fF71CDb9D07FFf5f57aa5BD72A7F0',
    application: 'app', scope: 'app.close', expiresAt: 1, challenge: 'c', signature: '0x11',
  },
  jwt: 'a.secret.token',
}

let name = ''
let count = 0
beforeEach(() => { name = `vault ${++count}` })
afterEach(() => { vi.unstubAllGlobals() })

const openTab = () => {
  const database = createDatabase(name, () => indexedDB)
  return { database, vault: createKeyVault(database) }
}

it('the key vault returns a stored login to later pages and other tabs', async () => {
  expect(await openTab().vault.read('one')).toBeNull()
  await openTab().vault.write('one', login)
  expect(await openTab().vault.read('one')).toEqual(login)
})

it('the key vault stores no secret in plain text, and a key that cannot be exported', async () => {
  const { database, vault } = openTab()
  await vault.write('one', login)
  const db = await database.open()
  const stored = await db.get('logins', 'one')
  const bytes = Buffer.from(stored?.sealed ?? new ArrayBuffer(0)).toString('latin1')
  expect(bytes.length).toBeGreaterThan(100)
  expect(bytes).not.toMatch(/5e5e|secret/)
  const key = await db.get('vault', 'logins')
  expect(key?.extractable).toBe(false)
})

it('the key vault does not decrypt a login that was stored under another name', async () => {
  const { database, vault } = openTab()
  await vault.write('one', login)
  const db = await database.open()
  const stored = await db.get('logins', 'one')
  if (stored) await db.put('logins', stored, 'other')
  await expect(vault.read('other')).rejects.toThrow()
})

it('the key vault returns no login if a field of the stored login is missing', async () => {
  await openTab().vault.write('one', { ...login, jwt: undefined } as never)
  expect(await openTab().vault.read('one')).toBeNull()
})

it('the key vault creates one key, even if several tabs start at once', async () => {
  const tabs = Array.from({ length: 5 }, openTab)
  await Promise.all(tabs.map(({ vault }, n) => vault.write(`login ${n}`, login)))
  for (const n of tabs.keys()) expect(await openTab().vault.read(`login ${n}`)).toEqual(login)
})

it('the key vault stores no login if the browser cannot encrypt', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const { database, vault } = openTab()
  await vault.write('one', login)
  expect(await vault.read('one')).toBeNull()
  expect(await (await database.open()).count('logins')).toBe(0)
})

it('the key vault lets one tab at a time ask the wallet', async () => {
  const queue = { turn: Promise.resolve() as Promise<unknown> }
  vi.stubGlobal('navigator', {
    locks: { request: (_: string, task: () => Promise<unknown>) => queue.turn = queue.turn.then(task, task) },
  })
  const order: string[] = []
  const ask = (who: string) => openTab().vault.exclusively('one', async () => {
    order.push(`${who} begins`)
    await Promise.resolve()
    order.push(`${who} ends`)
  })
  await Promise.all([ask('first'), ask('second')])
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
})

it('the key vault asks the wallet even if locks are refused, and passes on the errors of the wallet', async () => {
  vi.stubGlobal('navigator', { locks: { request: async () => { throw new Error('refused') } } })
  expect(await openTab().vault.exclusively('one', async () => 'asked')).toBe('asked')
  vi.stubGlobal('navigator', { locks: { request: (_: string, task: () => Promise<unknown>) => task() } })
  let times = 0
  await expect(openTab().vault.exclusively('one', async () => {
    times++
    throw new Error('rejected')
  })).rejects.toThrow('rejected')
  expect(times).toBe(1)
})

it('a page that is put into the back-forward cache while it asks the wallet lets another tab ask, and finishes its own question when it returns', async () => {
  stubLocks()
  const page = stubPage()
  let answer = (_: string): void => {}
  const first = openTab().vault.exclusively('one', () => new Promise<string>((resolve) => { answer = resolve }))
  let isAsked = false
  const second = openTab().vault.exclusively('one', async () => { isAsked = true })
  await new Promise((resolve) => { setTimeout(resolve, 10) })
  expect(isAsked).toBe(false)
  page.leave()
  await second
  answer('signed')
  expect(await first).toBe('signed')
})
