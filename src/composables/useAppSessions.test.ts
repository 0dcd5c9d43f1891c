import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { ALICE, BOB, CAROL, sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { createDeferred, settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import type { AppSessionSummary, SessionQuery } from '../core/sessions/types'
import { useAppSessions } from './useAppSessions'

const ours = sampleSession()
const closed = sampleSession({ id: sampleId(2), status: 'closed' })
const theirs = sampleSession({
  id: sampleId(3), participants: [{ address: BOB, weight: 50 }, { address: CAROL, weight: 50 }],
})
const makeClient = (initial = {}) => createFakeClient([ours, closed, theirs], initial)
const lists = (client: { readonly calls: readonly string[] }): readonly string[] => client.calls.filter(call => call.startsWith('list'))

describe('useAppSessions', () => {
  it('useAppSessions lists the sessions of the connected wallet, and puts them into the store', async () => {
    const { result, store } = withSetup(() => useAppSessions(), { client: makeClient() })
    expect([result.status.value, result.isLoading.value, result.sessions.value]).toEqual(['pending', true, []])
    await settle()
    expect(result.sessions.value.map(({ id }) => id)).toEqual([ours.id, closed.id])
    expect([result.status.value, result.isLoading.value]).toEqual(['success', false])
    expect(store.sessions).toBe(result.sessions.value)
  })

  it('useAppSessions waits for the login, because without a wallet it would list the sessions of everybody', async () => {
    const client = makeClient({ status: 'open', account: null })
    const { result } = withSetup(() => useAppSessions(), { client })
    await result.refresh()
    expect([lists(client), result.status.value]).toEqual([[], 'pending'])
    client.become({ account: ALICE, status: 'ready' })
    await settle()
    expect(lists(client)).toHaveLength(1)
    expect(result.sessions.value).toHaveLength(2)
  })

  it('useAppSessions lists the sessions of a given participant without a login', async () => {
    const client = makeClient({ status: 'open', account: null })
    const { result, store } = withSetup(() => useAppSessions({ participant: CAROL }), { client })
    await settle()
    expect(result.sessions.value.map(({ id }) => id)).toEqual([theirs.id])
    expect(store.sessions).toEqual([])
  })

  it('useAppSessions lists sessions again when its query changes, and drops a late answer to the earlier query', async () => {
    const slow = createDeferred<readonly AppSessionSummary[]>()
    const client = makeClient()
    const { list } = client.answers
    client.answers.list = query => query.status === 'open' ? slow.promise : list(query)
    const query = ref<SessionQuery>({ status: 'open' })
    const { result } = withSetup(() => useAppSessions(query), { client })
    query.value = { status: 'closed' }
    await settle()
    expect(result.sessions.value.map(({ id }) => id)).toEqual([closed.id])
    slow.resolve([ours])
    await settle()
    expect(result.sessions.value.map(({ id }) => id)).toEqual([closed.id])
  })

  it('useAppSessions does not list sessions again for an equal query', async () => {
    const query = ref<SessionQuery>({ status: 'open' })
    const { client } = withSetup(() => useAppSessions(query), { client: makeClient() })
    await settle()
    query.value = { status: 'open' }
    await settle()
    expect(lists(client)).toHaveLength(1)
  })

  it('useAppSessions lists sessions again when another wallet logs in', async () => {
    const { result, client } = withSetup(() => useAppSessions(), { client: makeClient() })
    await settle()
    client.become({ account: CAROL })
    expect([result.sessions.value, result.status.value]).toEqual([[], 'pending'])
    await settle()
    expect(result.sessions.value.map(({ id }) => id)).toEqual([theirs.id])
  })

  it('useAppSessions lists sessions again when a session changes and when a closing ends', async () => {
    const { client } = withSetup(() => useAppSessions(), { client: makeClient() })
    await settle()
    client.emit('session', sampleId(9))
    await settle()
    expect(lists(client)).toHaveLength(2)
    client.close({ sessionId: ours.id, allocations: ours.allocations })
    await settle()
    expect(lists(client)).toHaveLength(2)
    client.started[0]?.progress.paid(sampleReceipt(ours))
    await settle()
    expect(lists(client)).toHaveLength(3)
  })

  it('useAppSessions keeps the list when reading it again fails', async () => {
    const { result, client } = withSetup(() => useAppSessions(), { client: makeClient() })
    await settle()
    client.answers.list = () => Promise.reject(new NitroliteError('NODE_STORAGE', { node: 'gone' }))
    await result.refresh()
    expect([result.status.value, result.error.value?.code, result.sessions.value.length]).toEqual(['error', 'NODE_STORAGE', 2])
  })

  it('useAppSessions selects the active session for the whole app', () => {
    const { result, store } = withSetup(() => useAppSessions())
    result.select(ours.id)
    expect([result.activeSessionId.value, store.activeSessionId]).toEqual([ours.id, ours.id])
    result.select(null)
    expect(result.activeSessionId.value).toBeNull()
  })
})
