import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal, type ClosingHistory, type HistoryEntry } from '../../src/core'
import { ALICE, BOB, seedSession, split, startClient, startNode, URL_OF_NODE } from '../helpers/flow'

const REQUESTED = split([ALICE, '0.7'], [BOB, '0.3'])

async function start(history: ClosingHistory = createMemoryHistory()) {
  const node = startNode()
  const journal = createMemoryJournal()
  const client = startClient(node, { history, journal })
  await client.connect()
  const announced: HistoryEntry[] = []
  client.on('history', entry => announced.push(entry))
  return { node, journal, client, announced, sessionId: seedSession(node) }
}

it('a closing and its receipt are written to the history before the journal record is removed', async () => {
  const inner = createMemoryHistory()
  const open: number[] = []
  const { client, sessionId, announced, journal } = await start({
    ...inner,
    put: async (entry) => {
      open.push((await journal.list()).length)
      return inner.put(entry)
    },
  })
  const closing = client.close({ sessionId, allocations: REQUESTED })
  const receipt = await closing
  expect(open).toEqual([1])
  expect(await journal.list()).toEqual([])
  const [entry] = await client.closings.history()
  expect(entry).toMatchObject({
    version: 1, closingId: closing.id, sessionId, node: URL_OF_NODE, protocol: 'nitrorpc/0.5', wallet: ALICE, state: 'closed',
    requested: REQUESTED, receipt, error: null, attempts: 1, isResumed: false,
  })
  expect(announced).toEqual([entry])
  expect(JSON.parse(JSON.stringify(entry))).toEqual(entry)
})

it('a closing that the node refused is written to the history, but not a closing with invalid allocations', async () => {
  const { node, client, sessionId } = await start()
  await expect(client.close({ sessionId, allocations: split([ALICE, '2'], [BOB, '0.3']) })).rejects.toThrow()
  expect(await client.closings.history()).toEqual([])
  node.faults.add({ kind: 'refuse', at: { moment: 'received', method: 'close_app_session' }, text: 'negative allocation: -1 for asset usdc' })
  const closing = client.close({ sessionId, allocations: REQUESTED })
  await expect(closing).rejects.toThrow()
  expect(await client.closings.history()).toEqual([
    expect.objectContaining({ closingId: closing.id, state: closing.state, receipt: null, error: closing.error }),
  ])
})

it('the history lists closings of other clients that share it, by default only those on the same node', async () => {
  const history = createMemoryHistory()
  const first = await start(history)
  await first.client.close({ sessionId: first.sessionId, allocations: REQUESTED })
  const [entry] = await history.find()
  await history.put({ ...entry as HistoryEntry, closingId: 'other', node: 'wss://other.example/' })
  const second = await start(history)
  expect(await second.client.closings.history()).toEqual([entry])
  expect(await second.client.closings.history({ node: 'wss://other.example/' })).toHaveLength(1)
})

it('a session is closed, and HISTORY_FAILED is reported, when the history cannot be written', async () => {
  const errors: string[] = []
  const { client, sessionId } = await start({ put: async () => { throw new Error('full') }, find: async () => [] })
  client.on('error', ({ code }) => errors.push(code))
  expect((await client.close({ sessionId, allocations: REQUESTED })).result).toBe('closed')
  expect(errors).toEqual(['HISTORY_FAILED'])
})
