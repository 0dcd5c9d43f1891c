import { watch } from 'vue'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMemoryStorage, mountSetup } from '../../test/helpers/withSetup'
import { createNitrolite } from '../plugin/createNitrolite'
import { createEmbeddedClearnode } from '../testing'
import type { Address, Hex } from '../core/types'
import { useAllocations } from './useAllocations'
import { useAppSession } from './useAppSession'
import { useAppSessions } from './useAppSessions'
import { useCloseSession } from './useCloseSession'
import { useNitrolite } from './useNitrolite'

const ALICE_KEY: Hex = `0x${'a1'.repeat(32)}`
const BOB = '0x2222222222222222222222222222222222222222'

/** An app on an embedded node, with every composable in the setup of its only component. */
function start() {
  const node = createEmbeddedClearnode()
  const storage = createMemoryStorage()
  const plugin = createNitrolite({
    url: 'ws://embedded.test',
    application: 'test-app',
    signer: ALICE_KEY,
    WebSocket: node.WebSocket,
    reconnect: { initialDelay: 0 },
    storage,
  })
  const setup = () => {
    const nitrolite = useNitrolite()
    const list = useAppSessions()
    const current = useAppSession(list.activeSessionId)
    const inputs = useAllocations(current.session)
    const closing = useCloseSession(list.activeSessionId)
    return { nitrolite, list, current, inputs, closing }
  }
  onTestFinished(() => { node.dispose() })
  const { result, store } = mountSetup(setup, plugin)
  return { node, storage, store, ...result }
}

describe('the composables on an embedded node', () => {
  let app: ReturnType<typeof start>
  let alice: Address
  let id: Hex

  beforeEach(async () => {
    app = start()
    await app.nitrolite.connect()
    alice = app.nitrolite.account.value ?? ''
    app.node.fund(alice, 'usdc', '100')
    id = app.node.createSession({
      participants: [alice, BOB],
      weights: [100, 0],
      quorum: 100,
      application: 'test-app',
      allocations: [{ participant: alice, asset: 'usdc', amount: '1' }],
    }).id
    await app.list.refresh()
    app.list.select(id)
    await vi.waitFor(() => expect(app.current.status.value).toBe('success'))
  })

  it('the composables log in, list, read, edit and close a session, and show what was paid', async () => {
    const { nitrolite, list, current, inputs, closing, storage, store, node } = app
    expect([nitrolite.isReady.value, nitrolite.protocol.value]).toEqual([true, 'nitrorpc/0.5'])
    expect(list.sessions.value.map(session => [session.id, session.status])).toEqual([[id, 'open']])
    expect([...storage.entries.values()]).toEqual([id])

    inputs.set({ participant: BOB, asset: 'usdc' }, '0,300001')
    expect([inputs.valid.value, inputs.total.value]).toEqual([true, { usdc: '1' }])
    const receipt = await closing.close(inputs.allocations.value)

    expect(receipt.payouts.map(({ participant, amount }) => [participant, amount]))
      .toEqual(expect.arrayContaining([[alice, '0.699999'], [BOB, '0.300001']]))
    expect(node.balances(BOB)).toEqual([{ asset: 'usdc', amount: '0.300001' }])
    expect([closing.state.value, closing.isClosing.value, closing.error.value]).toEqual(['closed', false, null])
    expect(closing.steps.value.every(({ status }) => status === 'done')).toBe(true)
    await vi.waitFor(() => {
      expect(current.session.value?.status).toBe('closed')
      expect(list.sessions.value[0]?.status).toBe('closed')
      expect(nitrolite.balances.value).toEqual([{ asset: 'usdc', amount: '99.699999' }])
    })
    expect(storage.entries.size).toBe(0)
    expect(JSON.parse(JSON.stringify(store.$state))).toEqual(store.$state)
  })

  it('the composables keep an edit when the session is read again', async () => {
    const { current, inputs, node } = app
    inputs.set({ participant: BOB, asset: 'usdc' }, '0.5')
    await current.refresh()
    expect(inputs.allocations.value.map(({ amount }) => amount)).toEqual(['0.5', '0.5'])
    expect(node.session(id)?.status).toBe('open')
    expect([inputs.isStale.value, inputs.valid.value]).toEqual([false, true])
  })

  it('the composables close a session once when close is called twice', async () => {
    const { inputs, closing, node } = app
    const split = inputs.allocations.value
    const [first, second] = [closing.close(split), closing.close(split)]
    expect(second).toBe(first)
    await first
    expect(node.history().filter(({ method }) => method === 'close_app_session')).toHaveLength(1)
    expect(node.balances(alice)).toEqual([{ asset: 'usdc', amount: '100' }])
  })

  it('the composables show what was wrong with a closing before anything is sent', async () => {
    const { closing, node } = app
    await expect(closing.close([{ participant: alice, asset: 'usdc', amount: '0.5' }])).rejects.toMatchObject({ code: 'ALLOCATION_SUM_MISMATCH' })
    expect([closing.state.value, closing.error.value?.code]).toEqual(['failed', 'ALLOCATION_SUM_MISMATCH'])
    expect(node.history().some(({ method }) => method === 'close_app_session')).toBe(false)
  })

  it('the composables read the session again by themselves after the connection was lost', async () => {
    const { node, nitrolite, current } = app
    const seen: string[] = []
    onTestFinished(watch(nitrolite.status, status => { seen.push(status) }, { flush: 'sync' }))
    node.restart()
    await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining(['reconnecting', 'ready'])))
    await vi.waitFor(() => expect([current.isLoading.value, current.status.value]).toEqual([false, 'success']))
    expect([current.session.value?.id, nitrolite.error.value]).toEqual([id, null])
  })
})
