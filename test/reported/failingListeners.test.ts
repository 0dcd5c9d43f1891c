import { expect, it, onTestFinished } from 'vitest'
import { createMemoryJournal, type NitroliteErrorInfo } from '../../src/core'
import { createMemoryRooms, createRoomCloser } from '../../src/node'
import { ALICE, ALICE_KEY, APPLICATION, BOB, paidOut, seedSession, split, startClient, startNode, URL_OF_NODE } from '../helpers/flow'

const allocations = split([ALICE, '0.4'], [BOB, '0.6'])
const PAID = [[ALICE, 'usdc', '0.4'], [BOB, 'usdc', '0.6']]

const FAILING: readonly [how: string, listener: () => unknown][] = [
  ['throws', () => { throw new Error('The view is broken.') }],
  ['is an async function that fails', async () => { throw new Error('The view is broken.') }],
]

/** Rejections that nobody handles fail a test run, so each test also shows that there is none. */
const namesOf = (errors: readonly NitroliteErrorInfo[]) => [...new Set(errors.map(({ code, data }) => `${code} ${data['event']}`))].sort()

it.each(FAILING)('a session is closed while each listener of the client and of the closing %s, and LISTENER_FAILED is reported', async (_, listener) => {
  const node = startNode()
  const client = startClient(node)
  const errors: NitroliteErrorInfo[] = []
  client.on('error', error => errors.push(error.info))
  client.on('error', listener as () => void)
  client.on('status', listener as () => void)
  client.on('closing', listener as () => void)
  await client.connect()
  const sessionId = seedSession(node)
  const closing = client.close({ sessionId, allocations })
  closing.subscribe(listener as () => void)
  await closing
  await expect.poll(() => namesOf(errors)).toEqual(['LISTENER_FAILED closing', 'LISTENER_FAILED status'])
  expect(paidOut(node, sessionId)).toEqual(PAID)
})

it.each(FAILING)('a room is closed while each listener of the closer and of the room %s, and LISTENER_FAILED is reported', async (_, listener) => {
  const node = startNode()
  const sessionId = seedSession(node)
  const closer = createRoomCloser({
    client: { url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket, keep: { closings: createMemoryJournal() } },
    rooms: createMemoryRooms(),
  })
  onTestFinished(() => closer.stop())
  const errors: NitroliteErrorInfo[] = []
  closer.on('error', error => errors.push(error.info))
  closer.on('room', listener as () => void)
  await closer.start()
  const room = closer.close('room', { sessionId, result: { kind: 'rows', allocations } })
  room.subscribe(listener as () => void)
  await room
  await expect.poll(() => namesOf(errors)).toEqual(['LISTENER_FAILED room', 'LISTENER_FAILED state'])
  expect(paidOut(node, sessionId)).toEqual(PAID)
})
