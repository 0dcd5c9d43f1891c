import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { rotateLogin, type RoomResult } from '../../src/node'
import { createSharedLogins } from '../../src/rooms/closer/sharedLogins'
import { ALICE_KEY, APPLICATION, BOB } from '../helpers/people'
import { startRoomRig, until } from '../helpers/roomRig'

const toBob: RoomResult = { kind: 'winner', participant: BOB }

it('after a rotation of the login, running workers pay with the next one, and one login serves all of them', async () => {
  const { createCloser, openSession, wronglyPaid, url, logins } = await startRoomRig('clearnode')
  const names = new Set<string>()
  const watched = { ...logins, read: async (name: string) => { names.add(name); return logins.read(name) } }
  const workers = [createCloser(), createCloser()]
  for (const { closer } of workers) await closer.start()
  const before = openSession()
  const old = await workers[0]?.closer.close('before', { sessionId: before, result: toBob })
  await rotateLogin({ url, application: APPLICATION, signer: ALICE_KEY, WebSocket, keep: { logins: watched } })
  const [name = ''] = names
  const next = await logins.read(name)
  expect(old?.request.signers).not.toContain(next?.policy.sessionKey)
  const after = workers.map(() => openSession())
  const receipts = await Promise.all(workers.map(({ closer }, index) => closer.close(`after ${index}`, { sessionId: after[index] ?? '', result: toBob })))
  expect(receipts.map(({ request }) => request.signers)).toEqual(receipts.map(() => [next?.policy.sessionKey]))
  expect(wronglyPaid([before, ...after])).toEqual([])
})

it('a room whose request is under way during a rotation is paid once', async () => {
  const { createCloser, openSession, wronglyPaid, url, logins, node } = await startRoomRig('clearnode')
  const { closer } = createCloser({ client: { timeouts: { close: 300 } } })
  await closer.start()
  // The request reaches the node, which begins to work on it after the key has ended.
  node.faults.add({ kind: 'stall', at: { moment: 'received', method: 'close_app_session' }, ms: 1_000 })
  const sessionId = openSession()
  const room = closer.close('room', { sessionId, result: toBob })
  await until(() => room.state === 'submitting')
  await rotateLogin({ url, application: APPLICATION, signer: ALICE_KEY, WebSocket, keep: { logins } })
  await room
  expect(wronglyPaid([sessionId])).toEqual([])
})

it('a rotation that finds no login changes nothing, and says what to check', async () => {
  const { createCloser, openSession, wronglyPaid, url, logins } = await startRoomRig('clearnode')
  const { closer } = createCloser()
  await closer.start()
  const wrong = { url, signer: ALICE_KEY, WebSocket } as const
  const refusal = { code: 'OPTIONS_INVALID', info: { data: { option: 'keep.logins' } } }
  await expect(rotateLogin({ ...wrong, application: 'another app', keep: { logins } })).rejects.toMatchObject(refusal)
  await expect(rotateLogin({ ...wrong, application: APPLICATION, keep: { logins: createSharedLogins() } })).rejects.toMatchObject(refusal)
  await expect(rotateLogin({ ...wrong, application: APPLICATION, keep: { logins: { ...logins, read: async () => Promise.reject(new Error('The service is down.')) } } })).rejects.toMatchObject(refusal)
  const sessionId = openSession()
  const receipt = await closer.close('room', { sessionId, result: toBob })
  expect(receipt.request.signers).toHaveLength(1)
  expect(wronglyPaid([sessionId])).toEqual([])
})
