import { effectScope, isReactive, reactive, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { withSetup } from '../../test/helpers/withSetup'
import { describeError } from '../core/errors/errors'
import type { UseCloseSessionReturn } from './types'
import { useCloseSession } from './useCloseSession'

const session = sampleSession()
const { id, allocations } = session
const other = allocations.map(row => ({ ...row, amount: '0.5' }))
const view = ({ state, isClosing, error, receipt }: UseCloseSessionReturn) =>
  [state.value, isClosing.value, error.value?.code ?? null, receipt.value?.result ?? null]

describe('useCloseSession', () => {
  it('useCloseSession is idle until a closing is started', () => {
    const { result } = withSetup(() => useCloseSession(id))
    expect(view(result)).toEqual(['idle', false, null, null])
    expect([result.steps.value, result.allocations.value, result.cancel()]).toEqual([[], [], false])
  })

  it('useCloseSession shows the state of the closing, and separately whether it is still running', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    const progress = client.started[0]?.progress
    expect(view(result)).toEqual(['planning', true, null, null])
    expect(result.allocations.value).toEqual(allocations)
    for (const state of ['signing', 'submitting'] as const) {
      progress?.update({ state })
      expect(view(result)).toEqual([state, true, null, null])
    }
    progress?.step('sent', 'close', 'unknown', { state: 'confirming', error: describeError('CLOSING_UNKNOWN') })
    expect(view(result)).toEqual(['confirming', true, 'CLOSING_UNKNOWN', null])
    expect(result.steps.value.find(({ name }) => name === 'sent')?.status).toBe('unknown')
    progress?.paid(sampleReceipt(session))
    expect(view(result)).toEqual(['closed', false, null, 'closed'])
  })

  it.each([
    ['superseded', 'CLOSING_SUPERSEDED'], ['overpaid', 'CLOSING_OVERPAID'],
  ] as const)('useCloseSession shows a closing that ended as %s in a state of its own, not as closed', (outcome, code) => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    client.started[0]?.progress.paid(sampleReceipt(session, { result: outcome }))
    expect(view(result)).toEqual([outcome, false, code, outcome])
  })

  it('close() of useCloseSession passes its options to the client, and returns the closing so that it can be awaited', async () => {
    const { result, client } = withSetup(() => useCloseSession(() => id))
    const { signal } = new AbortController()
    const closing = result.close(allocations, { sessionData: '{}', signal })
    expect(client.started[0]?.request).toEqual({ sessionId: id, allocations, sessionData: '{}', signal })
    const receipt = sampleReceipt(session)
    client.started[0]?.progress.paid(receipt)
    expect(await closing).toBe(receipt)
  })

  it('close() of useCloseSession rejects for a caller that awaits a closing that fails', async () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    const closing = result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('ALLOCATIONS_EMPTY'))
    await expect(closing).rejects.toMatchObject({ code: 'ALLOCATIONS_EMPTY' })
    expect(view(result)).toEqual(['failed', false, 'ALLOCATIONS_EMPTY', null])
  })

  it('useCloseSession causes no unhandled rejection for a caller that ignores the closing', () => {
    const client = createFakeClient()
    const { close } = client
    const then = vi.fn()
    client.close = request => Object.assign(close(request), { then })
    const { result } = withSetup(() => useCloseSession(id), { client })
    result.close(allocations)
    expect(then).toHaveBeenCalledExactlyOnceWith(expect.any(Function), expect.any(Function))
  })

  it('useCloseSession never makes the returned closing reactive', () => {
    const { result } = withSetup(() => useCloseSession(id))
    const closing = result.close(allocations)
    expect(reactive({ closing }).closing).toBe(closing)
    expect(isReactive(result.steps.value)).toBe(false)
  })

  it('close() of useCloseSession ends as failed when there is no session id', () => {
    const { result } = withSetup(() => useCloseSession(null), {
      client: (() => {
        const client = createFakeClient()
        const { close } = client
        client.close = request => {
          const closing = close(request)
          client.started[0]?.progress.end('failed', describeError('SESSION_ID_INVALID', { sessionId: request.sessionId }))
          return closing
        }
        return client
      })(),
    })
    result.close(allocations)
    expect(view(result)).toEqual(['failed', false, 'SESSION_ID_INVALID', null])
  })

  it('useCloseSession shows a closing of the session that is already running', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.update({ state: 'submitting' })
    const { result } = withSetup(() => useCloseSession(id), { client })
    expect(view(result)).toEqual(['submitting', true, null, null])
    client.started[0]?.progress.paid(sampleReceipt(session))
    expect(result.state.value).toBe('closed')
  })

  it('useCloseSession shows a closing that another part of the app starts, and no closing of another session', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    client.close({ sessionId: sampleId(2), allocations })
    expect(result.state.value).toBe('idle')
    client.close({ sessionId: id, allocations })
    expect(result.state.value).toBe('planning')
    expect(result.cancel()).toBe(true)
    expect(view(result)).toEqual(['cancelled', false, 'CLOSING_CANCELLED', null])
  })

  it('useCloseSession shows an earlier closing when it is mounted, unless that one failed', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.end('failed', describeError('ALLOCATIONS_EMPTY'))
    expect(withSetup(() => useCloseSession(id), { client }).result.state.value).toBe('idle')
    client.close({ sessionId: id, allocations })
    client.started[1]?.progress.paid(sampleReceipt(session))
    expect(view(withSetup(() => useCloseSession(id), { client }).result)).toEqual(['closed', false, null, 'closed'])
  })

  it('useCloseSession keeps showing the running closing when a different one is refused', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    client.started[0]?.progress.update({ state: 'submitting' })
    const refused = result.close(other)
    expect(refused.state).toBe('failed')
    expect(view(result)).toEqual(['submitting', true, 'CLOSING_IN_PROGRESS', null])
    expect(result.allocations.value).toEqual(allocations)
    result.reset()
    expect(view(result)).toEqual(['submitting', true, null, null])
    result.close(other)
    expect(result.close(allocations).id).toBe(client.started[0]?.id)
    expect(result.error.value).toBeNull()
    result.close(other)
    client.started[0]?.progress.paid(sampleReceipt(session))
    expect(view(result)).toEqual(['closed', false, null, 'closed'])
  })

  it('useCloseSession shows a new closing after one that failed', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    result.close(other)
    expect(view(result)).toEqual(['planning', true, null, null])
    expect(result.allocations.value).toEqual(other)
    expect(client.started[0]?.listening).toBe(0)
  })

  it('useCloseSession cancels a closing only before it was sent', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    client.started[0]?.progress.update({ state: 'submitting' })
    expect(result.cancel()).toBe(false)
    expect(result.state.value).toBe('submitting')
  })

  it('useCloseSession forgets an ended closing on reset, but never a running one', () => {
    const { result, client } = withSetup(() => useCloseSession(id))
    result.close(allocations)
    result.reset()
    expect(result.state.value).toBe('planning')
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    result.reset()
    expect(view(result)).toEqual(['idle', false, null, null])
  })

  it('useCloseSession shows the closing of the new session when its session id changes', () => {
    const client = createFakeClient()
    client.close({ sessionId: sampleId(2), allocations: other })
    const current = ref<string | null>(id)
    const { result } = withSetup(() => useCloseSession(current), { client })
    result.close(allocations)
    current.value = sampleId(2)
    expect(result.allocations.value).toEqual(other)
    client.started[1]?.progress.update({ state: 'submitting' })
    expect(result.state.value).toBe('planning')
    current.value = null
    expect(view(result)).toEqual(['idle', false, null, null])
    expect(client.started.map(each => each.listening)).toEqual([0, 0])
    current.value = id
    expect(result.state.value).toBe('submitting')
  })

  it('useCloseSession stops listening when its scope ends, while the closing continues', () => {
    const { plugin, client } = withSetup(() => ({}))
    const { listening } = client
    const scope = effectScope()
    scope.run(() => useCloseSession(id, { plugin }).close(allocations))
    expect(client.started[0]?.listening).toBe(1)
    scope.stop()
    expect(client.started[0]?.state).toBe('planning')
    expect(client.started[0]?.listening).toBe(0)
    expect(client.listening).toBe(listening)
  })
})
