import { expect, it, vi } from 'vitest'
import { createRig, openRig, outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { NitroliteError } from '../errors/errors'
import { MOST_CRITICAL } from './requestLimit'

startEachTestAnew()

/** A connection whose login is renewed while critical requests are unanswered; its new socket is open. */
async function renewedRig(unanswered = 1, options: Parameters<typeof openRig>[0] = {}) {
  const rig = await openRig(options)
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

it('an old socket whose ping was unanswered when the login was renewed is not pinged again, and never reports silence', async () => {
  const { connection, socket, request } = await openRig({ timeouts: { ...TIMEOUTS, request: 60_000 } })
  const answers = [request(), request()].map(each => ({ each, answer: connection.request(each, { critical: true, deadline: Infinity }) }))
  await sleep(TIMEOUTS.heartbeat + TIMEOUTS.pong)
  expect(connection.isSilent).toBe(true)
  const silences: boolean[] = []
  connection.on('silence', (isSilent) => { silences.push(isSilent) })
  const renewed = connection.renew('the login is over')
  ScriptedSocket.last.open()
  await renewed
  const sent = socket.sent.length
  socket.push({ id: answers[0]?.each.id, ok: 'refused' })
  for (let seconds = 0; seconds < 50; seconds += 1) {
    // Only the new socket is heard from.
    ScriptedSocket.last.push({ push: 'bu' })
    await sleep(1_000)
  }
  expect([socket.sent.length, silences]).toEqual([sent, []])
  socket.push({ id: answers[1]?.each.id, ok: 'closed' })
  expect(await answers[1]?.answer).toMatchObject({ params: 'closed' })
  connection.disconnect()
})

it('a connection whose login is renewed keeps the old socket for the reading that was sent behind a close', async () => {
  const { connection, socket, request } = await openRig()
  const [close, read] = [request(), request()]
  const closed = connection.request(close, { critical: true, deadline: Infinity })
  const reading = connection.request(read)
  const renewed = connection.renew('the login is over')
  ScriptedSocket.last.open()
  await renewed
  socket.push({ id: close.id, ok: 'closed' })
  expect([await closed, socket.closeCalls]).toMatchObject([{ params: 'closed' }, 0])
  socket.push({ id: read.id, ok: 'payouts' })
  expect([await reading, socket.closeCalls]).toMatchObject([{ params: 'payouts' }, 1])
})

it('a connection with unlimited time for a request keeps an old socket without answers for a minute at most', async () => {
  const { answers: [answer], socket } = await renewedRig(1, { timeouts: { ...TIMEOUTS, request: Infinity } })
  const outcome = answer?.catch((thrown: unknown) => thrown)
  await sleep(60_000)
  expect(await outcome).toMatchObject({ code: 'CONNECTION_LOST' })
  expect(socket.closeCalls).toBe(1)
})

it('an old socket is kept for its answers when the new login fails for good', async () => {
  let logins = 0
  const { connection, socket, request } = await openRig({
    onOpen: () => logins++ === 0 ? Promise.resolve(false) : Promise.reject(new NitroliteError('WALLET_REJECTED')),
  })
  const close = request()
  const answer = connection.request(close, { critical: true, deadline: Infinity })
  const renewed = connection.renew('the login is over').catch((thrown: unknown) => thrown)
  ScriptedSocket.last.open()
  expect([await renewed, connection.status]).toMatchObject([{ code: 'WALLET_REJECTED' }, 'closed'])
  socket.push({ id: close.id, ok: 'closed' })
  expect([await answer, socket.closeCalls]).toMatchObject([{ params: 'closed' }, 1])
})

it('disconnect after a login that failed for good ends the old socket that is kept for its answers', async () => {
  let logins = 0
  const { connection, socket, request } = await openRig({
    onOpen: () => logins++ === 0 ? Promise.resolve(false) : Promise.reject(new NitroliteError('WALLET_REJECTED')),
  })
  const answer = connection.request(request(), { critical: true, deadline: Infinity }).catch((thrown: unknown) => thrown)
  const renewed = connection.renew('the login is over').catch((thrown: unknown) => thrown)
  ScriptedSocket.last.open()
  await renewed
  connection.disconnect()
  expect([await answer, socket.closeCalls]).toMatchObject([{ code: 'CONNECTION_LOST' }, 1])
})

/** A connection over a socket of the app whose login is renewed again and again, each time with one more critical request unanswered. */
async function sharedRig(renewals: number) {
  const socket = new ScriptedSocket('ws://app.test')
  socket.open()
  const rig = createRig({ socket })
  await rig.connection.connect()
  const closes = []
  for (let count = 0; count < renewals; count += 1) {
    const close = rig.request()
    closes.push({ close, answer: rig.connection.request(close, { critical: true, deadline: Infinity }) })
    await rig.connection.renew('the login is over')
  }
  return { ...rig, socket, closes }
}

it('a socket of the app delivers the answers from before and after each renewal of the login, and reports each frame once', async () => {
  const { connection, socket, request, closes, frames, unmatched } = await sharedRig(2)
  const read = request()
  const reading = connection.request(read)
  frames.length = 0
  let pushes = 0
  connection.on('push', () => { pushes += 1 })
  for (const { close } of [...closes].reverse()) socket.push({ id: close.id, ok: 'refused' })
  socket.push({ id: read.id, ok: 'read' })
  socket.push({ push: 'bu' })
  expect(await Promise.all(closes.map(({ answer }) => answer))).toMatchObject([{ params: 'refused' }, { params: 'refused' }])
  expect(await reading).toMatchObject({ params: 'read' })
  expect([frames.length, unmatched, pushes]).toEqual([4, [], 1])
  socket.push({ id: 7, ok: 'of another sender' })
  expect(unmatched).toHaveLength(1)
  connection.disconnect()
  expect([socket.closeCalls, socket.listenerCount, vi.getTimerCount()]).toEqual([0, 0, 0])
})

it('a socket of the app that is lost after the login was renewed ends the requests from before', async () => {
  const { connection, socket, closes: [first] } = await sharedRig(1)
  const answer = first?.answer.catch((thrown: unknown) => thrown)
  socket.drop()
  expect(await answer).toMatchObject({ code: 'CONNECTION_LOST' })
  expect([connection.status, socket.listenerCount, vi.getTimerCount()]).toEqual(['closed', 0, 0])
})
