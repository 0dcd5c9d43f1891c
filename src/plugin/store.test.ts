import { createPinia } from 'pinia'
import { isReactive } from 'vue'
import { describe, expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, BOB, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { settle, withSetup } from '../../test/helpers/withSetup'
import { useAppSessions } from '../composables/useAppSessions'
import { NitroliteError } from '../core/errors/errors'
import { useNitroliteStore } from './store'

const allocations = sampleSession().allocations

describe('useNitroliteStore', () => {
  it('the Pinia store is empty before a plugin is installed', () => {
    expect(JSON.parse(JSON.stringify(useNitroliteStore(createPinia()).$state))).toEqual({
      status: 'idle', account: null, protocol: null, balances: [], sessions: [], activeSessionId: null, isDurable: true, closings: [], history: [], error: null,
    })
  })

  it('the Pinia store shows the state of the client as soon as the plugin is installed', () => {
    const client = createFakeClient([], { balances: [{ asset: 'usdc', amount: '5' }] })
    client.close({ sessionId: sampleSession().id, allocations })
    const { store } = withSetup(() => ({}), { client })
    expect(store.$state).toMatchObject({
      status: 'ready', account: ALICE, protocol: 'nitrorpc/0.5', balances: [{ asset: 'usdc', amount: '5' }],
      closings: [{ id: 'closing-1', state: 'planning' }],
    })
  })

  it('the Pinia store follows every change of the client', () => {
    const { store, client } = withSetup(() => ({}))
    client.become({ status: 'reconnecting', protocol: null })
    expect([store.status, store.protocol]).toEqual(['reconnecting', null])
    client.become({ account: BOB, balances: [{ asset: 'weth', amount: '1' }] })
    expect([store.account, store.balances]).toEqual([BOB, [{ asset: 'weth', amount: '1' }]])
    client.emit('error', new NitroliteError('CONNECTION_FAILED', { url: 'u', closeCode: 1006 }))
    expect(store.error?.code).toBe('CONNECTION_FAILED')
    client.become({ status: 'ready' })
    expect(store.error).toBeNull()
  })

  it('the Pinia store lists every closing with its current state, newest first', () => {
    const { store, client } = withSetup(() => ({}))
    client.close({ sessionId: sampleSession().id, allocations })
    client.close({ sessionId: `0x${'2'.repeat(64)}`, allocations })
    client.started[0]?.progress.update({ state: 'submitting' })
    expect(store.closings.map(({ id, state }) => [id, state])).toEqual([['closing-2', 'planning'], ['closing-1', 'submitting']])
  })

  it('the Pinia store drops the sessions of a wallet that has logged out', async () => {
    const { store, client } = withSetup(() => useAppSessions(), { client: createFakeClient([sampleSession()]) })
    await settle()
    expect(store.sessions).toHaveLength(1)
    client.become({ account: null, status: 'closed' })
    expect(store.sessions).toEqual([])
  })

  it('the Pinia store is the same after a round trip through JSON when it is full, and makes none of its values reactive', async () => {
    const session = sampleSession()
    const { store, client } = withSetup(() => useAppSessions(), { client: createFakeClient([session]) })
    client.close({ sessionId: session.id, allocations })
    client.started[0]?.progress.paid(sampleReceipt(session))
    client.emit('error', new NitroliteError('CONNECTION_LOST', { method: 'ping', closeCode: 1006 }))
    store.activeSessionId = session.id
    client.become({ balances: [{ asset: 'usdc', amount: '5' }] })
    await settle()
    expect(JSON.parse(JSON.stringify(store.$state))).toEqual(store.$state)
    expect(store.closings[0]?.receipt?.result).toBe('closed')
    for (const value of [store.closings, store.closings[0], store.sessions, store.sessions[0], store.balances, store.error]) {
      expect(value).toBeDefined()
      expect(isReactive(value)).toBe(false)
    }
  })

  it('the Pinia store holds neither the client nor closings, only their snapshots', () => {
    const { store, client } = withSetup(() => ({}))
    client.close({ sessionId: sampleSession().id, allocations })
    expect(Object.values(store.$state)).not.toContain(client)
    expect(store.closings[0]).toBe(client.started[0]?.snapshot())
    expect(store.closings[0]).not.toHaveProperty('cancel')
  })
})
