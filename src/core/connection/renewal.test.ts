import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openRig, outcomeOf, ScriptedSocket, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { MOST_CRITICAL } from './requestLimit'

const sleep = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  ScriptedSocket.made.length = 0
})

afterEach(() => {
  vi.useRealTimers()
})

/** A connection whose login is renewed while critical requests are unanswered; its new socket is open. */
async function renewedRig(unanswered = 1) {
  const rig = await openRig()
  const requests = Array.from({ length: unanswered }, () => rig.request())
  const answers = requests.map(each => rig.connection.request(each, { critical: true, deadline: Infinity }))
  const settled = Promise.allSettled(answers)
  const renewed = rig.connection.renew('the login is over')
  ScriptedSocket.last.open()
  await renewed
  return { ...rig, requests, answers, settled, newSocket: ScriptedSocket.last }
}

it('a connection whose login is renewed is ready over a new socket, while critical requests are still answered over the old one', async () => {
  const { connection, socket, newSocket, requests: [first, second], answers, statuses } = await renewedRig(2)
  expect(newSocket).not.toBe(socket)
  expect([connection.status, socket.closeCalls]).toEqual(['open', 0])
  socket.push({ id: first?.id, ok: 'refused' })
  expect(await answers[0]).toMatchObject({ params: 'refused' })
  expect(socket.closeCalls).toBe(0)
  socket.push({ id: second?.id, ok: 'closed' })
  expect(await answers[1]).toMatchObject({ params: 'closed' })
  expect([socket.closeCalls, connection.status, ScriptedSocket.made.length]).toEqual([1, 'open', 2])
  expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open'])
})

it('a connection whose login is renewed closes the old socket at once if no critical request is unanswered', async () => {
  const { connection, socket, request } = await openRig()
  const read = connection.request(request()).catch((thrown: unknown) => thrown)
  const renewed = connection.renew('the login is over')
  expect(socket.closeCalls).toBe(1)
  expect(await read).toMatchObject({ code: 'CONNECTION_LOST' })
  ScriptedSocket.last.open()
  await renewed
})

it('a connection whose login is renewed gives up the answers of the old socket after the time for a request', async () => {
  const { answers: [answer], socket, connection } = await renewedRig()
  const outcome = answer?.catch((thrown: unknown) => thrown)
  await sleep(TIMEOUTS.request - 1)
  expect(await outcomeOf(outcome ?? Promise.resolve())).toBe('pending')
  await sleep(1)
  expect(await outcome).toMatchObject({ code: 'CONNECTION_LOST' })
  expect([socket.closeCalls, connection.status]).toEqual([1, 'open'])
})

it('a connection whose login is renewed rejects the requests in the queue of the old socket, because not one byte of them was sent', async () => {
  const { settled, requests, socket } = await renewedRig(MOST_CRITICAL + 1)
  for (const { id } of requests) socket.push({ id, ok: 'closed' })
  expect((await settled).map(({ status }) => status)).toEqual([...Array<string>(MOST_CRITICAL).fill('fulfilled'), 'rejected'])
  expect((await settled).at(-1)).toMatchObject({ reason: { code: 'NOT_CONNECTED' } })
  expect(socket.sent).toHaveLength(MOST_CRITICAL)
})

it('an old socket that is lost after the login was renewed does not make the connection reconnect', async () => {
  const { settled, socket, connection } = await renewedRig()
  socket.drop()
  expect(await settled).toMatchObject([{ reason: { code: 'CONNECTION_LOST' } }])
  await sleep(TIMEOUTS.heartbeat - 1)
  expect([connection.status, ScriptedSocket.made.length]).toEqual(['open', 2])
})

it('a push that both the old and the new socket receive is reported once', async () => {
  const { socket, newSocket, connection } = await renewedRig()
  let pushes = 0
  connection.on('push', () => { pushes += 1 })
  socket.push({ push: 'bu' })
  newSocket.push({ push: 'bu' })
  expect(pushes).toBe(1)
  connection.disconnect()
})

it('disconnect also ends an old socket that is kept for its answers, and leaves no timer', async () => {
  const { settled, socket, newSocket, connection } = await renewedRig()
  connection.disconnect()
  socket.drop()
  newSocket.drop()
  expect(await settled).toMatchObject([{ reason: { code: 'CONNECTION_LOST' } }])
  expect([socket.listenerCount, vi.getTimerCount()]).toEqual([0, 0])
})
