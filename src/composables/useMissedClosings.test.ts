import { describe, expect, it } from 'vitest'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleSession } from '../../test/helpers/sampleSession'
import { withSetup } from '../../test/helpers/withSetup'
import { useMissedClosings } from './useMissedClosings'

const session = sampleSession()

function start() {
  const client = createFakeClient([session])
  const { result, store } = withSetup(() => useMissedClosings(), { client })
  const closing = client.close({ sessionId: session.id, allocations: session.allocations })
  return { result, store, snapshot: closing.snapshot() }
}

describe('useMissedClosings', () => {
  it('useMissedClosings lists a closing of an earlier page once it has ended, until it is dismissed', () => {
    const { result, store, snapshot } = start()
    store.closings = [{ ...snapshot, isResumed: true }]
    expect(result.closings.value).toEqual([])
    store.closings = [{ ...snapshot, isResumed: true, state: 'closed' }]
    expect(result.closings.value).toEqual(store.closings)
    result.dismiss()
    expect(result.closings.value).toEqual([])
  })

  it('useMissedClosings does not list a closing that this page started', () => {
    const { result, store, snapshot } = start()
    store.closings = [{ ...snapshot, state: 'closed' }]
    expect(result.closings.value).toEqual([])
  })
})
