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
  const { result, unmount } = withSetup(() => useCloseSession(sessionId, callbacks), { client })
  return { result, unmount, client, calls }
}

describe('callbacks of useCloseSession', () => {
  it('onClosed is called once, with the receipt, when the closing was paid', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.update({ state: 'submitting' })
    client.started[0]?.progress.update({ state: 'paying' })
    expect(calls).toEqual([])
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('onFailed is called once, with the error, when the closing fails', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    expect(calls).toEqual(['failed NODE_STAMP_REFUSED failed'])
  })

  it.each([
    ['superseded', 'CLOSING_SUPERSEDED'], ['overpaid', 'CLOSING_OVERPAID'],
  ] as const)('onFailed is called, with the snapshot, for a closing that ends as %s', (state, code) => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(sampleReceipt(session, { result: state }))
    expect(calls).toEqual([`failed ${code} ${state}`])
  })

  it('onCancelled is called once, with the snapshot, when the closing is cancelled', () => {
    const { result, calls } = start()
    result.close(allocations)
    result.cancel()
    result.cancel()
    expect(calls).toEqual(['cancelled CLOSING_CANCELLED'])
  })

  it('the refs have their new values when a callback runs', () => {
    const client = createFakeClient()
    const seen: unknown[] = []
    const { result } = withSetup((): UseCloseSessionReturn => useCloseSession(id, {
      onClosed: () => { seen.push(result.state.value, result.isClosing.value, result.receipt.value) },
    }), { client })
    result.close(allocations)
    client.started[0]?.progress.paid(receipt)
    expect(seen).toEqual(['closed', false, receipt])
  })

  it('a closing that was already running when the composable started is reported', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    const { calls } = start(id, client)
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('a closing that another part of the app starts later is reported', () => {
    const { client, calls } = start()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('a closing in another tab is reported', () => {
    const { client, calls } = start()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.update({ isElsewhere: true, isResumed: true, state: 'confirming' })
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
  })

  it('a closing that had ended before the composable started is not reported', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt)
    const { result, calls } = start(id, client)
    expect([result.state.value, calls]).toEqual(['closed', []])
  })

  it('two components that show the same closing are both called once', () => {
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

  it('every closing is reported for itself, the second after a first that failed', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    result.close(allocations)
    client.started[1]?.progress.paid(receipt)
    expect(calls).toEqual(['failed NODE_STAMP_REFUSED failed', 'closed true'])
  })

  it('onFailed is called when a different closing is refused, and onClosed for the one that runs', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    result.close(differentAllocations)
    expect(calls).toEqual(['failed CLOSING_IN_PROGRESS failed'])
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['failed CLOSING_IN_PROGRESS failed', 'closed true'])
  })

  it('a closing that fails while close is being called is reported once', () => {
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

  it('a closing that was started here is reported after the id has changed', () => {
    const current = ref(id)
    const { result, client, calls } = start(current)
    result.close(allocations)
    current.value = sampleId(2)
    client.started[0]?.progress.paid(receipt)
    expect(calls).toEqual(['closed true'])
    current.value = id
    expect([result.state.value, calls]).toEqual(['closed', ['closed true']])
  })

  it('a closing that was only shown is not reported after the id has changed', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    const current = ref(id)
    const { calls } = start(current, client)
    current.value = sampleId(2)
    client.started[0]?.progress.paid(receipt)
    current.value = id
    expect(calls).toEqual([])
  })

  it('nothing is reported after the scope has ended', () => {
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

  it('a callback may start the next closing', () => {
    const client = createFakeClient()
    const onClosed = vi.fn()
    const { result } = withSetup((): UseCloseSessionReturn => useCloseSession(id, {
      onClosed, onFailed: () => { result.close(differentAllocations) },
    }), { client })
    result.close(allocations)
    client.started[0]?.progress.end('failed', describeError('NODE_STAMP_REFUSED'))
    expect(result.allocations.value).toEqual(differentAllocations)
    client.started[1]?.progress.paid(receipt)
    expect(onClosed).toHaveBeenCalledExactlyOnceWith(receipt)
  })
})

describe('a closing that is watched for a second payment', () => {
  const until = 1_800_000_060_000

  it('is closed, shows until when it is watched, and is reported once', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    expect([result.state.value, result.isClosing.value, result.watchedUntil.value]).toEqual(['closed', false, until])
    client.started[0]?.progress.update({ watchedUntil: null })
    expect([result.state.value, result.watchedUntil.value, calls]).toEqual(['closed', null, ['closed true']])
  })

  it('is reported as failed after it was reported as closed, if it turns out to be overpaid', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['closed true', 'failed CLOSING_OVERPAID overpaid'])
    expect([result.state.value, result.error.value?.code, result.watchedUntil.value]).toEqual(['overpaid', 'CLOSING_OVERPAID', null])
  })

  it('is reported when it turns out to be overpaid after a component has shown it as closed from the beginning', () => {
    const client = createFakeClient()
    client.close({ sessionId: id, allocations })
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    const { calls } = start(id, client)
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['failed CLOSING_OVERPAID overpaid'])
  })

  it('is reported when it turns out to be overpaid after the person has reset it', () => {
    const { result, client, calls } = start()
    result.close(allocations)
    client.started[0]?.progress.paid(receipt, { watchedUntil: until })
    result.reset()
    client.started[0]?.progress.paid(sampleReceipt(session, { result: 'overpaid' }))
    expect(calls).toEqual(['closed true', 'failed CLOSING_OVERPAID overpaid'])
  })
})
