import { effectScope, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { createFakeClient, type FakeClient } from '../../test/helpers/fakeClient'
import { sampleId, sampleReceipt, sampleSession } from '../../test/helpers/sampleSession'
import { withSetup } from '../../test/helpers/withSetup'
import { describeError } from '../core/errors/errors'
import type { SessionIdInput, UseCloseSessionReturn } from './types'
import { useCloseSession } from './useCloseSession'

const session = sampleSession()
const { id, allocations } = session
const differentAllocations = allocations.map(row => ({ ...row, amount: '0.5' }))
const receipt = sampleReceipt(session)

/** Callbacks that record what they were called with, as text. */
function recordCalls() {
  const calls: string[] = []
  return {
    calls,
    callbacks: {
      onClosed: ({ session: { id: closedId } }: typeof receipt) => { calls.push(`closed ${closedId === id}`) },
      onFailed: ({ code }: { code: string }, { state }: { state: string }) => { calls.push(`failed ${code} ${state}`) },
      onCancelled: ({ error }: { error: { code: string } | null }) => { calls.push(`cancelled ${error?.code}`) },
    },
  }
}

function start(sessionId: SessionIdInput = id, client: FakeClient = createFakeClient()) {
  const { calls, callbacks } = recordCalls()
  return { ...withSetup(() => useCloseSession(sessionId, callbacks), { client }), client, calls }
}

describe('callbacks of useCloseSession', () => {
  it('useCloseSession calls onClosed once, with the receipt, when the closing was paid', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    for (const state of ['submitting', 'paying'] as const) client.started[0]?.progress.update({ state })
    expect(calls).toEqual([])
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it.each(['confirming', 'closed'] as const)('useCloseSession calls onClosed once for a closing that joins one of another tab, which is %s then', (state) => {
    const { result, client, calls } = start()
    result.close(allocations)
    if (state === 'confirming') client.started[0]?.progress.update({ id: 'of-another-tab', state })
    client.started[0]?.progress.paid(receipt, { id: 'of-another-tab' })
    expect(calls).toEqual(['closed true'])
  })

  it('useCloseSession calls onFailed once, with the error, when the closing fails', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    expect(calls).toEqual(['failed NODE_STAMP_REFUSED failed'])
  })

  it.each([
    ['superseded', 'CLOSING_SUPERSEDED'], ['overpaid', 'CLOSING_OVERPAID'],
  ] as const)('useCloseSession calls onFailed, with the snapshot, for a closing that ends as %s', (state, code) => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(sampleReceipt(session, { result: state }))
    expect(calls).toEqual([`failed ${code} ${state}`])
  })

  it('useCloseSession calls onCancelled once, with the snapshot, when the closing is cancelled', () => {
    const { result, calls } = start()
    result.close(allocations)
    result.cancel()
    result.cancel()
    expect(calls).toEqual(['cancelled CLOSING_CANCELLED'])
  })

  it('the refs of useCloseSession have their new values when a callback runs', () => {
    const client = createFakeClient()
    const seen: unknown[] = []
    const { result } = withSetup((): UseCloseSessionReturn => useCloseSession(id, {
      onClosed: () => { seen.push(result.state.value, result.isClosing.value, result.receipt.value) },
    }), { client })
    result.close(allocations)
    client.started[0]?.progress.paid(receipt)
    expect(seen).toEqual(['closed', false, receipt])
  })

  it('useCloseSession calls onClosed for a closing that was already running when the composable started', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    const { calls } = start(id, client)
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('useCloseSession calls onClosed for a closing that another part of the app starts later', () => {
    const { client, calls } = start()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('useCloseSession calls onClosed for a closing in another tab', () => {
    const { client, calls } = start()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.update({ isElsewhere: true, isResumed: true, state: 'confirming' })
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('useCloseSession calls nothing for a closing that had ended before the composable started', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt)
    const { result, calls } = start(id, client)
    expect([result.state.value, calls]).toEqual(['closed', []])
  })

  it('useCloseSession calls onClosed once in each of two components that show the same closing', () => {
    const client = createFakeClient()
    const [one, other] = [recordCalls(), recordCalls()]
    const { result } = withSetup(() => {
      const first = useCloseSession(id, one.callbacks)
      const second = useCloseSession(id, other.callbacks)
      return { first, second }
    }, { client })
    result.first.close(allocations)
    result.second.close(allocations)
    expect(client.started).toHaveLength(1)
    client.started[0]?.progress.paid(receipt)
    expect([one.calls, other.calls]).toEqual([['closed true'], ['closed true']])
  })

  it('useCloseSession calls onFailed for a closing that failed, and onClosed for the next one', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    result.close(allocations)
    client.started[1]?.progress.paid(receipt)
    expect(calls).toEqual(['failed NODE_STAMP_REFUSED failed', 'closed true'])
  })

  it('useCloseSession calls onFailed when a different closing is refused, and onClosed for the running one', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    result.close(differentAllocations)
    expect(calls).toEqual(['failed CLOSING_IN_PROGRESS failed'])
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['failed CLOSING_IN_PROGRESS failed', 'closed true'])
  })

  it('useCloseSession calls onFailed once for a closing that fails while close() is being called', () => {
    const client = createFakeClient()
    const { close } = client
    client.close = request => {
      const closing = close(request)
      client.started.at(-1)?.progress.end('failed', describeError('ALLOCATIONS_EMPTY'))
      return closing
    }
    const { result, calls } = start(id, client)
    result.close(allocations)
    expect(calls).toEqual(['failed ALLOCATIONS_EMPTY failed'])
  })

  it.each([['', {}], [' and that has joined one of another tab', { id: 'of-another-tab' }]])('useCloseSession calls onClosed for a closing that it started%s, even after its session id has changed', (_, joined) => {
    const current = ref(id)
    const { result, client, calls } = start(current)
    result.close(allocations)
    client.started[0]?.progress.update(joined)
    current.value = sampleId(2)
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
    current.value = id
    expect([result.state.value, calls]).toEqual(['closed', ['closed true']])
  })

  it('useCloseSession calls nothing for a closing that it only showed, once its session id has changed', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    const current = ref(id)
    const { calls } = start(current, client)
    current.value = sampleId(2)
    client.started[0]?.progress.paid(receipt)
    current.value = id
    expect(calls).toEqual([])
  })

  it('useCloseSession calls nothing after its scope has ended', () => {
    const { plugin, client } = withSetup(() => ({}))
    const { calls, callbacks } = recordCalls()
    const scope = effectScope()
    const result = scope.run(() => useCloseSession(id, { ...callbacks, plugin }))
    result?.close(allocations)
    scope.stop()
    client.started[0]?.progress.paid(receipt)
    result?.close(differentAllocations).cancel()
    expect(calls).toEqual([])
    expect(client.started.map(({ listening }) => listening)).toEqual([0, 0])
  })

  it('a callback of useCloseSession may start the next closing', () => {
    const client = createFakeClient()
    const onClosed = vi.fn()
    const onFailed = (): void => { result.close(differentAllocations) }
    const { result } = withSetup((): UseCloseSessionReturn => useCloseSession(id, { onClosed, onFailed }), { client })
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    expect(result.allocations.value).toEqual(differentAllocations)
    client.started[1]?.progress.paid(receipt)
    expect(onClosed).toHaveBeenCalledExactlyOnceWith(receipt)
  })
})

describe('a closing that is watched for a second payment', () => {
  const until = 1_800_000_060_000

  it('useCloseSession shows a watched closing as closed, until when it is watched, and calls onClosed once', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    expect([result.state.value, result.isClosing.value, result.watchedUntil.value]).toEqual(['closed', false, until])
    client.started[0]?.progress.update({ watchedUntil: null })
    expect([result.state.value, result.watchedUntil.value, calls]).toEqual(['closed', null, ['closed true']])
  })

  it('useCloseSession calls onFailed after onClosed if a watched closing turns out to be overpaid', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['closed true', 'failed CLOSING_OVERPAID overpaid'])
    expect([result.state.value, result.error.value?.code, result.watchedUntil.value]).toEqual(['overpaid', 'CLOSING_OVERPAID', null])
  })

  it('useCloseSession calls onFailed when a closing that was closed before the composable started turns out to be overpaid', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    const { calls } = start(id, client)
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['failed CLOSING_OVERPAID overpaid'])
  })

  it('useCloseSession calls onFailed when a watched closing turns out to be overpaid after reset()', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    result.reset()
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['closed true', 'failed CLOSING_OVERPAID overpaid'])
  })
})
