import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleEntry } from '../../test/helpers/sampleHistory'
import { sampleSession } from '../../test/helpers/sampleSession'
import { settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import type { HistoryQuery } from '../core/history/types'
import { useClosingHistory } from './useClosingHistory'

describe('useClosingHistory', () => {
  it('reads the latest at once, into the store, and again when one ends', async () => {
    const client = createFakeClient()
    await client.ended.put(sampleEntry(1))
    const { result, store } = withSetup(() => useClosingHistory(), { client })
    await settle()
    expect(result.entries.value).toEqual([sampleEntry(1)])
    expect(store.history).toBe(result.entries.value)
    await client.ended.put(sampleEntry(2))
    client.emit('history', sampleEntry(2))
    await settle()
    expect(result.entries.value.map(({ closingId }) => closingId)).toEqual(['closing-2', 'closing-1'])
  })

  it('follows its query, and leaves the store alone', async () => {
    const client = createFakeClient()
    for (const number of [1, 2, 3]) await client.ended.put(sampleEntry(number, { application: `app${number}` }))
    const query = ref<HistoryQuery>({ text: 'app2' })
    const { result, store } = withSetup(() => useClosingHistory(query), { client })
    await settle()
    expect(result.entries.value).toEqual([sampleEntry(2, { application: 'app2' })])
    query.value = { text: 'app3' }
    await settle()
    expect(result.entries.value).toEqual([sampleEntry(3, { application: 'app3' })])
    expect(store.history).toEqual([])
  })

  it('gives every entry that fits as a file', async () => {
    const client = createFakeClient()
    for (let number = 1; number <= 150; number++) await client.ended.put(sampleEntry(number))
    const { result } = withSetup(() => useClosingHistory({ limit: 2 }), { client })
    const [csv, json] = [await result.toFile('csv'), await result.toFile('json')]
    expect([csv.name, json.name]).toEqual(['closings.csv', 'closings.json'])
    expect((await csv.text()).split('\r\n')).toHaveLength(1 + 300 + 1)
    expect((JSON.parse(await json.text()) as { closings: unknown[] }).closings).toHaveLength(150)
  })

  it('shows what fails, and what it has read before', async () => {
    const client = createFakeClient()
    await client.ended.put(sampleEntry(1))
    const { result } = withSetup(() => useClosingHistory(), { client })
    await settle()
    client.answers.history = async () => { throw new NitroliteError('HISTORY_FAILED', { reason: 'it is broken' }) }
    await result.refresh()
    expect([result.status.value, result.error.value?.code]).toEqual(['error', 'HISTORY_FAILED'])
    expect(result.entries.value).toHaveLength(1)
  })

  it('tells what came to its end since the person was here, until it was seen', async () => {
    const session = sampleSession()
    const client = createFakeClient([session])
    const { result, store } = withSetup(() => useClosingHistory(), { client })
    const closing = client.close({ sessionId: session.id, allocations: session.allocations })
    store.closings = [{ ...closing.snapshot(), isResumed: true }]
    expect(result.whileAway.value).toEqual([])
    store.closings = [{ ...closing.snapshot(), isResumed: true, state: 'closed' }]
    expect(result.whileAway.value).toEqual(store.closings)
    result.dismiss()
    expect(result.whileAway.value).toEqual([])
  })
})
