import { describe, expect, it } from 'vitest'
import { ref } from 'vue'
import { createFakeClient } from '../../test/helpers/fakeClient'
import { sampleEntry } from '../../test/helpers/sampleHistory'
import { settle, withSetup } from '../../test/helpers/withSetup'
import { NitroliteError } from '../core/errors/errors'
import type { HistoryQuery } from '../core/history/types'
import { useClosingHistory } from './useClosingHistory'

describe('useClosingHistory', () => {
  it('useClosingHistory reads the latest closings at once, puts them into the store, and reads again when one ends', async () => {
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

  it('useClosingHistory reads again when its query changes, and does not change the store for a query', async () => {
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

  it('useClosingHistory exports every matching closing as a file, whatever the limit of the query', async () => {
    const client = createFakeClient()
    for (let number = 1; number <= 150; number++) await client.ended.put(sampleEntry(number))
    const { result } = withSetup(() => useClosingHistory({ limit: 2 }), { client })
    const [csv, json] = [await result.exportFile('csv'), await result.exportFile('json')]
    expect([csv.name, json.name]).toEqual(['closings.csv', 'closings.json'])
    expect((await csv.text()).split('\r\n')).toHaveLength(1 + 300 + 1)
    expect((JSON.parse(await json.text()) as { closings: unknown[] }).closings).toHaveLength(150)
  })

  it('a caller of exportFile() who aborts no longer waits for the history', async () => {
    const client = createFakeClient()
    client.answers.history = () => new Promise(() => {})
    const { result } = withSetup(() => useClosingHistory(), { client })
    const caller = new AbortController()
    const file = result.exportFile('csv', { signal: caller.signal })
    caller.abort()
    await expect(file).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
  })

  it('useClosingHistory shows why reading the history failed, and keeps the entries of the last reading', async () => {
    const client = createFakeClient()
    await client.ended.put(sampleEntry(1))
    const { result } = withSetup(() => useClosingHistory(), { client })
    await settle()
    client.answers.history = async () => { throw new NitroliteError('HISTORY_FAILED', { reason: 'it is broken' }) }
    await result.refresh()
    expect([result.status.value, result.error.value?.code]).toEqual(['error', 'HISTORY_FAILED'])
    expect(result.entries.value).toHaveLength(1)
  })
})
