import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, createRelayTransport, verifyReceipt } from '../../src/core'
import {
  createFileJournal, createFileLogins, createMemoryRooms, createPostgresJournal, createPostgresLogins, createPostgresRooms, createRedisJournal, createRedisLogins,
  createRoomCloser, rotateLogin,
} from '../../src/node'
import { createRelay } from '../../src/relay'
import { ALICE_KEY } from '../helpers/people'

const FUNCTIONS: readonly [name: string, call: (options: never) => unknown][] = [
  ['createNitroliteClient', createNitroliteClient],
  ['createRelayTransport', createRelayTransport],
  ['createRelay', createRelay],
  ['verifyReceipt', options => verifyReceipt({}, options)],
  ['createRoomCloser', createRoomCloser],
  ['rotateLogin', rotateLogin],
  ['createFileJournal', createFileJournal],
  ['createFileLogins', createFileLogins],
  ['createPostgresJournal', createPostgresJournal],
  ['createPostgresLogins', createPostgresLogins],
  ['createPostgresRooms', createPostgresRooms],
  ['createRedisJournal', createRedisJournal],
  ['createRedisLogins', createRedisLogins],
]

it.each(FUNCTIONS)('%s refuses to work without its options, and says what it takes', async (_, call) => {
  for (const options of [undefined, null, 'wss://node.example/ws'] as const) {
    const called = (async () => call(options as never))()
    await expect(called).rejects.toMatchObject({ code: 'OPTIONS_INVALID', info: { data: { reason: expect.stringMatching(/^It takes an object with /) as string } } })
  }
})

it.each([
  ['url', { url: 'wss://node.example/ws#room' }],
  ['timeouts', { timeouts: 5_000 }],
])('a room closer whose connections could not use the option %s is refused before it starts', (option, wrong) => {
  const client = { url: 'wss://node.example/ws', application: 'test-app', signer: ALICE_KEY, keep: { closings: createMemoryJournal() }, ...wrong }
  expect(() => createRoomCloser({ client: client as never, rooms: createMemoryRooms() }))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) }) }))
})

it.each([
  ['url', { url: 'wss://relay.example/#room' }],
  ['WebSocket', { WebSocket: () => {} }],
])('a relay transport is refused if no WebSocket can be opened with its option %s', (option, wrong) => {
  const options = { url: 'wss://relay.example', signer: null, participantsOf: () => [], ...wrong }
  expect(() => createRelayTransport(options as never))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) }) }))
})
