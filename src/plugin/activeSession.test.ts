import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ref } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, BOB, sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { createMemoryStorage, settle, withSetup } from '../../test/helpers/withSetup'
import { browserStorage, type NitroliteStorage } from './activeSession'
import { useAppSession } from '../composables/useAppSession'
import { useAppSessions } from '../composables/useAppSessions'

const keyOf = (account: string, url = 'wss://node.example/ws'): string => `vue-nitrolite:active-session:${url}#${account}`

describe('the active session', () => {
  it('the active session is remembered for the node and the wallet', () => {
    const storage = createMemoryStorage()
    const { result } = withSetup(() => useAppSessions(), { storage })
    result.select(sampleId(1))
    expect(result.activeSessionId.value).toBe(sampleId(1))
    expect([...storage.entries]).toEqual([[keyOf(ALICE), sampleId(1)]])
    result.select(null)
    expect(storage.entries.size).toBe(0)
  })

  it('the active session is remembered without the token in the URL of the node', () => {
    const storage = createMemoryStorage()
    const client = Object.defineProperty(createFakeClient([]), 'url', { value: 'wss://node.example/ws?token=secret' })
    const { store } = withSetup(() => ({}), { storage, client })
    store.activeSessionId = sampleId(1)
    expect([...storage.entries]).toEqual([[keyOf(ALICE), sampleId(1)]])
  })

  it('the active session is restored when its wallet logs in', () => {
    const storage = createMemoryStorage()
    storage.setItem(keyOf(ALICE), sampleId(1))
    storage.setItem(keyOf(BOB), sampleId(2))
    storage.setItem(keyOf(ALICE, 'wss://other.example'), sampleId(3))
    const client = createFakeClient([], { status: 'idle', account: null })
    const { store } = withSetup(() => ({}), { storage, client })
    expect(store.activeSessionId).toBeNull()
    client.become({ account: ALICE })
    expect(store.activeSessionId).toBe(sampleId(1))
    client.become({ account: BOB })
    expect(store.activeSessionId).toBe(sampleId(2))
    expect(storage.entries.size).toBe(3)
  })

  it('another wallet without an active session does not take over that of the previous wallet', () => {
    const storage = createMemoryStorage()
    const { store, client } = withSetup(() => ({}), { storage })
    store.activeSessionId = sampleId(1)
    client.become({ account: null })
    expect(store.activeSessionId).toBe(sampleId(1))
    client.become({ account: BOB })
    expect(store.activeSessionId).toBeNull()
    expect([...storage.entries]).toEqual([[keyOf(ALICE), sampleId(1)]])
  })

  it('an active session that was selected before the login stays and is remembered after it', () => {
    const storage = createMemoryStorage()
    storage.setItem(keyOf(ALICE), sampleId(1))
    const client = createFakeClient([], { status: 'idle', account: null })
    const { store } = withSetup(() => ({}), { storage, client })
    store.activeSessionId = sampleId(2)
    expect(storage.getItem(keyOf(ALICE))).toBe(sampleId(1))
    client.become({ account: ALICE })
    expect(store.activeSessionId).toBe(sampleId(2))
    expect(storage.getItem(keyOf(ALICE))).toBe(sampleId(2))
  })

  it.each(['closed', 'superseded', 'overpaid'] as const)('the active session is no longer remembered once its closing is %s, and stays in the store', result => {
    const storage = createMemoryStorage()
    const session = sampleSession()
    const { store, client } = withSetup(() => ({}), { storage })
    store.activeSessionId = session.id
    client.close({ sessionId: session.id, allocations: session.allocations })
    client.started[0]?.progress.update({ state: 'confirming' })
    expect(storage.entries.size).toBe(1)
    client.started[0]?.progress.paid(sampleReceipt(session, { result }))
    expect(storage.entries.size).toBe(0)
    expect(store.activeSessionId).toBe(session.id)
    client.become({ account: null })
    client.become({ account: ALICE })
    expect(storage.entries.size).toBe(0)
  })

  it('the active session stays remembered when another session is closed', () => {
    const storage = createMemoryStorage()
    const { store, client } = withSetup(() => ({}), { storage })
    store.activeSessionId = sampleId(2)
    client.close({ sessionId: sampleId(1), allocations: sampleSession().allocations })
    client.started[0]?.progress.paid(sampleReceipt())
    expect(storage.getItem(keyOf(ALICE))).toBe(sampleId(2))
  })

  it('the active session stays remembered when a closing of it was cancelled', () => {
    const storage = createMemoryStorage()
    const session = sampleSession()
    const { store, client } = withSetup(() => ({}), { storage })
    store.activeSessionId = session.id
    client.close({ sessionId: session.id, allocations: session.allocations }).cancel()
    expect(client.started[0]?.state).toBe('cancelled')
    expect(storage.getItem(keyOf(ALICE))).toBe(session.id)
  })

  it('the active session is no longer remembered once it was read as closed', async () => {
    const storage = createMemoryStorage()
    const client = createFakeClient([sampleSession(), sampleSession({ id: sampleId(2), status: 'closed' })])
    const id = ref(sampleId(1))
    const { store } = withSetup(() => useAppSession(id), { storage, client })
    store.activeSessionId = sampleId(1)
    await settle()
    expect(storage.getItem(keyOf(ALICE))).toBe(sampleId(1))
    store.activeSessionId = sampleId(2)
    expect(storage.getItem(keyOf(ALICE))).toBe(sampleId(2))
    id.value = sampleId(2)
    await settle()
    expect(storage.entries.size).toBe(0)
  })

  it('the active session is no longer remembered once it was listed as closed', async () => {
    const storage = createMemoryStorage()
    const client = createFakeClient([sampleSession({ status: 'closed' })])
    storage.setItem(keyOf(ALICE), sampleId(1))
    const { store } = withSetup(() => useAppSessions(), { storage, client })
    await settle()
    expect(store.activeSessionId).toBe(sampleId(1))
    expect(storage.entries.size).toBe(0)
  })

  it('an entry of the storage that is not a session id is ignored', () => {
    const storage = createMemoryStorage()
    storage.setItem(keyOf(ALICE), '{"hello":1}')
    expect(withSetup(() => ({}), { storage }).store.activeSessionId).toBeNull()
  })

  it('a storage that fails only prevents remembering the active session', () => {
    const fail = (): never => { throw new Error('The quota has been exceeded.') }
    const storage: NitroliteStorage = { getItem: fail, setItem: fail, removeItem: fail }
    const { store } = withSetup(() => ({}), { storage })
    store.activeSessionId = sampleId(1)
    expect(store.activeSessionId).toBe(sampleId(1))
  })

  it('with storage switched off nothing is written to the browser’s storage', () => {
    const setItem = vi.spyOn(Storage.prototype, 'setItem')
    const { store } = withSetup(() => ({}), { storage: false })
    store.activeSessionId = sampleId(1)
    expect(setItem).not.toHaveBeenCalled()
    setItem.mockRestore()
  })

  it('a page that may not use localStorage works without it', () => {
    const forbidden = vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => { throw new DOMException('denied', 'SecurityError') })
    onTestFinished(() => forbidden.mockRestore())
    expect(browserStorage()).toBeNull()
  })
})
