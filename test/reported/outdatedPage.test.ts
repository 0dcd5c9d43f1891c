import { expect, it, onTestFinished, vi } from 'vitest'
import { createBrowserPersistence } from '../../src/browser/browserPersistence'
import { createMemoryJournal, createNitroliteClient } from '../../src/core'
import { createEmbeddedNitronode } from '../../src/testing'
import { ALICE, ALICE_KEY, BOB, seedSession, split, startClient, startNode } from '../helpers/flow'
import { keyOf, recordOf } from '../helpers/journalContract'

const TEXT = 'This page is out of date. Reload it.'
const GONE = 'Failed to fetch dynamically imported module: https://app.example/assets/part-1a2b3c.js'

// The files that a newer deployment has removed.
vi.mock('../../src/core/protocols/nitronode', () => { throw new TypeError(GONE) })
vi.mock('../../src/browser/browserStores', () => { throw new TypeError(GONE) })

it('a page whose code for a nitronode was removed by a deployment says that it is out of date, and not that the socket failed', async () => {
  const node = createEmbeddedNitronode()
  onTestFinished(() => { node.dispose() })
  const client = createNitroliteClient({ url: 'ws://outdated.test', application: 'test-app', WebSocket: node.WebSocket, signer: ALICE_KEY })
  await expect(client.connect()).rejects.toMatchObject({ code: 'PAGE_OUTDATED', info: { what: TEXT } })
  expect(client.status).toBe('closed')
  client.dispose()
})

it('a closing that the page cannot record because its code was removed sends nothing, and says that the page is out of date', async () => {
  const node = startNode()
  const client = startClient(node, createBrowserPersistence({ name: 'outdated' }))
  const errors: string[] = []
  client.on('error', ({ code }) => { errors.push(code) })
  await client.connect()
  const sessionId = seedSession(node)
  const closing = client.close({ sessionId, allocations: split([ALICE, '1'], [BOB, '0']) })
  await expect(closing).rejects.toMatchObject({ code: 'PAGE_OUTDATED', info: { what: TEXT } })
  expect(closing.state).toBe('failed')
  expect(node.session(sessionId)?.status).toBe('open')
  await expect(client.closings.history()).rejects.toMatchObject({ code: 'PAGE_OUTDATED' })
  expect(errors).toContain('PAGE_OUTDATED')
})

it('a record that needs code which was removed stays in the journal, other closings are resumed, and the page says that it is out of date', async () => {
  const node = startNode()
  const journal = createMemoryJournal()
  const url = 'ws://embedded.test'
  const key = keyOf(7).replace(/^.*#/, `${new URL(url).href}#`)
  await journal.create(key, { ...recordOf(7), protocol: 'nitronode/1', node: url })
  const client = startClient(node, { journal })
  const errors: string[] = []
  client.on('error', ({ info }) => { errors.push(info.what) })
  await client.connect()
  expect(errors).toContain(TEXT)
  expect((await journal.list()).map(entry => entry.key)).toEqual([key])
  await expect(client.closings.resume()).rejects.toMatchObject({ code: 'PAGE_OUTDATED' })
})

it('a wallet whose own code was removed says that the page is out of date, and not that the wallet failed', async () => {
  const node = startNode()
  const client = startClient(node, {
    signer: { getAddress: async () => ALICE, signTypedData: () => Promise.reject(new TypeError('Importing a module script failed.')) },
  })
  await expect(client.connect()).rejects.toMatchObject({ code: 'PAGE_OUTDATED', info: { what: TEXT } })
})
