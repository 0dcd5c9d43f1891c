import { effectScope, isReactive, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { createDeferred, settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import type { AppSession } from '../core/sessions/types'
import { useAppSession } from './useAppSession'

const first = sampleSession()
const second = sampleSession({ id: sampleId(2), version: 7 })
const reads = (client: { readonly calls: readonly string[] }): number => client.calls.filter(call => call.startsWith('get')).length

describe('useAppSession', () => {
  it('useAppSession reads the session at once when there is a connection', async () => {
    const { result, client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    expect([result.status.value, result.isLoading.value, result.session.value]).toEqual(['pending', true, null])
    await settle()
    expect([result.status.value, result.isLoading.value, result.error.value]).toEqual(['success', false, null])
    expect(result.session.value).toEqual(first)
    expect(isReactive(result.session.value)).toBe(false)
    expect(reads(client)).toBe(1)
  })

  it('useAppSession waits for a connection, and reads the session only once while the login proceeds', async () => {
    const client = createFakeClient([first], { status: 'idle', account: null })
    const { result } = withSetup(() => useAppSession(first.id), { client })
    await settle()
    expect([result.status.value, result.isLoading.value, reads(client)]).toEqual(['pending', false, 0])
    for (const status of ['connecting', 'open', 'authenticating', 'ready'] as const) {
      client.become({ status })
      await settle()
    }
    expect(result.session.value).toEqual(first)
    expect(reads(client)).toBe(1)
  })

  it('useAppSession reads the session again after a reconnect, because pushes may have been missed', async () => {
    const { result, client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    await settle()
    client.become({ status: 'reconnecting' })
    client.known.set(first.id, { ...first, version: 2 })
    await settle()
    expect(result.session.value?.version).toBe(1)
    client.become({ status: 'open' })
    await settle()
    expect(result.session.value?.version).toBe(2)
  })

  it('useAppSession no longer listens to its signal once its scope has ended, because the signal may live as long as the app', () => {
    const { signal } = new AbortController()
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
    const { unmount } = withSetup(() => useAppSession(first.id, { signal }), { client: createFakeClient([first]) })
    unmount()
    const gone = removed.mock.calls.map(([, listener]) => listener)
    expect(added).toHaveBeenCalled()
    for (const [, listener] of added.mock.calls) expect(gone).toContain(listener)
  })

  it('useAppSession keeps what it has read and reads nothing more once its signal is aborted', async () => {
    const controller = new AbortController()
    const { result, client } = withSetup(() => useAppSession(first.id, { signal: controller.signal }), { client: createFakeClient([first]) })
    await settle()
    controller.abort()
    client.known.set(first.id, { ...first, version: 2 })
    client.become({ status: 'reconnecting' })
    client.become({ status: 'ready' })
    await result.refresh()
    await settle()
    expect([result.session.value?.version, result.isLoading.value, reads(client)]).toEqual([1, false, 1])
  })

  it('useAppSession reads nothing without a session id', async () => {
    const id = ref<string | null | undefined>(null)
    const { result, client } = withSetup(() => useAppSession(id), { client: createFakeClient([first]) })
    await result.refresh()
    id.value = undefined
    id.value = ''
    await settle()
    expect([result.status.value, result.isLoading.value, result.session.value, reads(client)]).toEqual(['pending', false, null, 0])
  })

  it('useAppSession drops the session and a late answer when its session id changes', async () => {
    const answers = { [first.id]: createDeferred<AppSession>(), [second.id]: createDeferred<AppSession>() }
    const client = createFakeClient()
    client.answers.get = id => answers[id as keyof typeof answers]?.promise ?? Promise.reject(new Error(id))
    const id = ref<string | null>(first.id)
    const { result } = withSetup(() => useAppSession(id), { client })
    id.value = second.id
    answers[second.id]?.resolve(second)
    await settle()
    expect(result.session.value?.id).toBe(second.id)
    answers[first.id]?.resolve(first)
    await settle()
    expect(result.session.value?.id).toBe(second.id)
    expect([result.status.value, result.isLoading.value]).toEqual(['success', false])
    id.value = null
    expect([result.session.value, result.status.value]).toEqual([null, 'pending'])
  })

  it('useAppSession drops a late failure of an earlier session id', async () => {
    const late = createDeferred<AppSession>()
    const client = createFakeClient([second])
    const { get } = client.answers
    client.answers.get = id => id === first.id ? late.promise : get(id)
    const id = ref<string>(first.id)
    const { result } = withSetup(() => useAppSession(id), { client })
    id.value = second.id
    await settle()
    late.reject(new NitroliteError('SESSION_NOT_FOUND', { sessionId: first.id }))
    await settle()
    expect([result.status.value, result.error.value]).toEqual(['success', null])
  })

  it('useAppSession shows the latest answer when it returns to a session id whose first answer is still missing', async () => {
    const asked: { id: string, answer: ReturnType<typeof createDeferred<AppSession>> }[] = []
    const client = createFakeClient()
    client.answers.get = id => {
      const answer = createDeferred<AppSession>()
      asked.push({ id, answer })
      return answer.promise
    }
    const id = ref<string>(first.id)
    const { result } = withSetup(() => useAppSession(id), { client })
    id.value = second.id
    id.value = first.id
    expect(asked.map(each => each.id)).toEqual([first.id, second.id, first.id])
    asked[2]?.answer.resolve({ ...first, version: 9 })
    await settle()
    asked[0]?.answer.resolve(first)
    await settle()
    expect(result.session.value?.version).toBe(9)
  })

  it('useAppSession keeps the session when reading it again fails', async () => {
    const { result, client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    await settle()
    client.answers.get = () => Promise.reject(new NitroliteError('REQUEST_TIMEOUT', { method: 'get', deadline: 1 }))
    await result.refresh()
    expect([result.status.value, result.error.value?.code, result.session.value?.id]).toEqual(['error', 'REQUEST_TIMEOUT', first.id])
    client.answers.get = async () => first
    await result.refresh()
    expect([result.status.value, result.error.value]).toEqual(['success', null])
  })

  it('useAppSession reports an error of another class as a NitroliteError', async () => {
    const client = createFakeClient()
    client.answers.get = () => { throw new TypeError('boom') }
    const { result } = withSetup(() => useAppSession(first.id), { client })
    await settle()
    expect(result.error.value).toMatchObject({ code: 'LIBRARY_DEFECT', why: expect.stringContaining('boom') })
    client.answers.get = async () => first
    await result.refresh()
    expect(result.session.value?.id).toBe(first.id)
  })

  it('useAppSession reads the session again when the node reports a change of this session, and not of another one', async () => {
    const { client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first, second]) })
    await settle()
    client.emit('session', second.id)
    await settle()
    expect(reads(client)).toBe(1)
    client.emit('session', first.id)
    await settle()
    expect(reads(client)).toBe(2)
  })

  it('useAppSession reads the session once more after any number of changes that were reported during a request', async () => {
    const answer = createDeferred<AppSession>()
    const client = createFakeClient([{ ...first, version: 5 }])
    const { get } = client.answers
    client.answers.get = () => answer.promise
    const { result } = withSetup(() => useAppSession(first.id), { client })
    for (let change = 0; change < 5; change += 1) client.emit('session', first.id)
    client.answers.get = get
    answer.resolve(first)
    await settle()
    expect([result.session.value?.version, reads(client), result.isLoading.value]).toEqual([5, 2, false])
  })

  it('useAppSession reads the session again when a closing of it ends, and not before', async () => {
    const { result, client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    await settle()
    client.close({ sessionId: first.id, allocations: first.allocations })
    client.started[0]?.progress.update({ state: 'confirming' })
    await settle()
    expect(reads(client)).toBe(1)
    client.known.set(first.id, { ...first, status: 'closed' })
    client.started[0]?.progress.paid(sampleReceipt(first))
    await settle()
    expect([reads(client), result.session.value?.status]).toEqual([2, 'closed'])
  })

  it('useAppSession sends no request while there is no connection, even when a closing ends', async () => {
    const { result, client } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    await settle()
    const closing = client.close({ sessionId: first.id, allocations: first.allocations })
    client.become({ status: 'reconnecting' })
    closing.cancel()
    client.emit('session', first.id)
    await settle()
    expect([reads(client), result.status.value]).toEqual([1, 'success'])
  })

  it('useAppSession ignores answers and listens to nothing after its scope has ended', async () => {
    const answer = createDeferred<AppSession>()
    const client = createFakeClient()
    client.answers.get = () => answer.promise
    const { plugin } = withSetup(() => ({}), { client })
    const { listening } = client
    const scope = effectScope()
    const result = scope.run(() => useAppSession(first.id, { plugin }))
    scope.stop()
    answer.resolve(first)
    await settle()
    expect(result?.session.value).toBeNull()
    expect(client.listening).toBe(listening)
  })

  it('useAppSession returns refs that cannot be written to', async () => {
    const { result } = withSetup(() => useAppSession(first.id), { client: createFakeClient([first]) })
    await settle()
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    Reflect.set(result.session, 'value', second)
    Reflect.set(result.status, 'value', 'error')
    expect([result.session.value, result.status.value]).toEqual([first, 'success'])
    expect(warn).toHaveBeenCalledTimes(2)
    warn.mockClear()
  })
})
