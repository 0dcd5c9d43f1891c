import 'fake-indexeddb/auto'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { ALICE_KEY, APPLICATION, BOB, ALICE, seedSession, split, startNode, URL_OF_NODE } from '../../test/helpers/flow'
import { createBrowserPersistence } from '../browser'
import { createMemoryJournal } from '../core'
import { createNitrolite } from './createNitrolite'
import type { NitroliteOptions } from './options'
import { useNitroliteStore } from './store'

afterEach(() => { vi.unstubAllGlobals() })

type Options = Partial<Extract<NitroliteOptions, { url: string }>>

function install(options: Options = {}) {
  const node = startNode()
  const plugin = createNitrolite({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, storage: false, ...options,
  })
  const pinia = createPinia()
  const app = createApp({ render: () => null }).use(pinia).use(plugin)
  app.mount(document.createElement('div'))
  const { client } = plugin
  if (!client) throw new Error('The plugin is not installed.')
  return { node, app, client, store: useNitroliteStore(pinia) }
}

it('the plugin writes closings to the database of the browser before they are sent', async () => {
  const name = 'written'
  const { node, app, client, store } = install({ persistence: { name } })
  await client.connect()
  const { journal } = createBrowserPersistence({ name })
  const written: Promise<number>[] = []
  client.on('frame', ({ direction, text }) => {
    if (direction === 'sent' && text.includes('close_app_session')) written.push(journal.list().then(entries => entries.length))
  })
  await client.close({ sessionId: seedSession(node), allocations: split([ALICE, '0.5'], [BOB, '0.5']) })
  expect(store.isDurable).toBe(true)
  expect(await Promise.all(written)).toEqual([1])
  // The record is removed after the result is announced.
  await vi.waitFor(async () => { expect(await journal.list()).toEqual([]) })
  app.unmount()
})

it('the plugin shows that closings are not durable when the browser forbids storing, and when the app switches storing off', async () => {
  vi.stubGlobal('indexedDB', undefined)
  for (const options of [{ persistence: { name: 'forbidden' } }, { persistence: false }] as const) {
    const { app, client, store } = install(options)
    await client.connect()
    expect(store.isDurable).toBe(false)
    app.unmount()
  }
})

it('the plugin refuses to close a session without storage when the app does not allow memory', async () => {
  vi.stubGlobal('indexedDB', undefined)
  const { node, app, client } = install({ persistence: { name: 'strict', allowMemory: false } })
  await client.connect()
  await expect(client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) }))
    .rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  expect(node.transactions().filter(({ type }) => type === 'app_withdrawal')).toEqual([])
  app.unmount()
})

it('the plugin uses the journal of the app in place of the browser’s database', async () => {
  const journal = createMemoryJournal()
  const create = vi.spyOn(journal, 'create')
  const { node, app, client } = install({ journal })
  await client.connect()
  await client.close({ sessionId: seedSession(node), allocations: split([ALICE, '1'], [BOB, '0']) })
  expect(create).toHaveBeenCalledTimes(1)
  app.unmount()
})
