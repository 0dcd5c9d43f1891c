import { expect, it } from 'vitest'
import { createMemoryHistory, createMemoryJournal } from '../../src/core'
import { ALICE, BOB, gateCloses, paidOut, seedSession, split, startClient, startNode, URL_OF_NODE } from '../helpers/flow'

const allocations = split([ALICE, '0.4'], [BOB, '0.6'])
const urlWith = (token: string): string => `${URL_OF_NODE}/?token=${token}`

it.each([
  ['another token in its query', urlWith('first'), urlWith('second')],
  ['another password', 'ws://app:first@embedded.test', 'ws://app:second@embedded.test'],
  ['a token for the first time', URL_OF_NODE, urlWith('second')],
])('a session is paid once when a page is reloaded while it is being closed, and the URL of the node has %s', async (_, before, after) => {
  const gate = gateCloses('checked')
  const node = startNode({ latency: gate.latency })
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const first = startClient(node, { url: before, journal })
  await first.connect()
  const interrupted = first.close({ sessionId, allocations })
  interrupted.then(undefined, () => {})
  await expect.poll(() => gate.held).toBe(1)
  first.dispose()

  const second = startClient(node, { url: after, journal })
  await second.connect()
  expect(second.closings.get(sessionId)?.state).toBe('confirming')
  const closing = second.close({ sessionId, allocations })
  expect(closing.id).toBe(interrupted.id)
  gate.open()
  expect((await closing).result).toBe('closed')
  expect(paidOut(node, sessionId)).toEqual([[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']])
})

it('a token in the URL of a node is neither in the journal nor in the receipt nor in the history', async () => {
  const node = startNode()
  const sessionId = seedSession(node)
  const journal = createMemoryJournal()
  const written: unknown[] = []
  const recording = { ...journal, create: async (...given: Parameters<typeof journal.create>) => { written.push(given); return journal.create(...given) } }
  const client = startClient(node, { url: urlWith('secret'), journal: recording, history: createMemoryHistory() })
  await client.connect()
  const receipt = await client.close({ sessionId, allocations })
  const history = await client.closings.history({ node: urlWith('another') })
  expect([written.length, history.length]).toEqual([1, 1])
  expect(JSON.stringify([written, receipt, history])).not.toContain('secret')
  expect(receipt.node.url).toBe(`${URL_OF_NODE}/`)
})
