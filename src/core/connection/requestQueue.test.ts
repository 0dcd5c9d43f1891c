import { describe, expect, it, vi } from 'vitest'
import { createRig, outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { openQuietRig, requestIn } from '../../../test/helpers/quietRig'
import { MOST_CRITICAL, MOST_IN_FLIGHT } from './requestLimit'

/** The methods of requests that were issued together. */
const numbered = (method: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${method}${index}`)

startEachTestAnew()

describe('requests in flight', () => {
  it('requests beyond the limit wait until others are answered, and leave in the order of the calls', async () => {
    const rig = await openQuietRig()
    const answers = rig.issueMany(MOST_IN_FLIGHT + 3, 'read')
    expect(rig.methods()).toEqual(numbered('read', MOST_IN_FLIGHT))
    rig.answer(5)
    expect(rig.methods()).toEqual(numbered('read', MOST_IN_FLIGHT + 1))
    rig.answer(0, 1)
    expect(rig.methods()).toEqual(numbered('read', MOST_IN_FLIGHT + 3))
    rig.answer(MOST_IN_FLIGHT + 2)
    expect(await answers.at(-1)).toMatchObject({ params: 'done' })
  })

  it('the deadline of a request counts from sending, not from queueing', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'slow', { deadline: Infinity })
    const waiting = rig.issue('waiting')
    await sleep(10 * TIMEOUTS.request)
    expect(await outcomeOf(waiting)).toBe('pending')
    rig.answer(0)
    await sleep(TIMEOUTS.request - 1)
    expect(await outcomeOf(waiting)).toBe('pending')
    await sleep(1)
    expect(await outcomeOf(waiting)).toBe('REQUEST_TIMEOUT')
  })

  it('a request that is aborted in the queue leaves it, is never sent, and keeps no listener', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'slow')
    const abort = new AbortController()
    const removed = vi.spyOn(abort.signal, 'removeEventListener')
    const aborted = rig.issue('aborted', { signal: abort.signal })
    rig.start('next')
    abort.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'REQUEST_ABORTED', info: { data: { method: 'aborted' } } })
    expect(removed).toHaveBeenCalledOnce()
    rig.answer(0, 1)
    expect(rig.methods().slice(MOST_IN_FLIGHT)).toEqual(['next'])
  })

  it('requests in the queue are rejected with NOT_CONNECTED when the socket ends, because not one byte of them was sent', async () => {
    const rig = await openQuietRig()
    const inFlight = rig.issueMany(MOST_IN_FLIGHT, 'read')
    const waiting = [rig.issue('waiting'), rig.issue('close', { critical: true, deadline: Infinity })]
    rig.startMany(MOST_IN_FLIGHT - 1, 'other close', { critical: true })
    const waitingClose = rig.issue('waiting close', { critical: true, deadline: Infinity })
    rig.socket.drop()
    expect(await Promise.all([...inFlight, ...waiting, waitingClose].map(outcomeOf))).toEqual([
      ...inFlight.map(() => 'CONNECTION_LOST'), 'NOT_CONNECTED', 'CONNECTION_LOST', 'NOT_CONNECTED',
    ])
    await sleep(100)
    ScriptedSocket.last.open()
    await rig.connection.whenReady()
    expect(ScriptedSocket.last.sent).toEqual([])
  })

  it('no request is taken from the queue for a socket that is closing', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    const waiting = rig.issue('close', { urgent: true })
    rig.socket.readyState = 2
    rig.answer(0, 1, 2)
    expect(rig.methods()).toHaveLength(MOST_IN_FLIGHT)
    rig.socket.drop()
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  })

  it('a request that waits in the queue is not issued a second time', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    const encoded = rig.request('waiting')
    rig.connection.request(encoded).catch(() => {})
    await expect(rig.connection.request(encoded)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
    rig.socket.push({ id: encoded.id, ok: 'answered before it was asked' })
    expect(rig.unmatched).toHaveLength(1)
    rig.answer(0, 1)
    expect(rig.methods().slice(MOST_IN_FLIGHT)).toEqual(['waiting'])
  })
})

describe('requests that overtake', () => {
  it('a critical request is sent at once although ordinary ones wait', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT + 1, 'read')
    rig.start('close', { critical: true })
    expect(rig.methods().at(-1)).toBe('close')
  })

  it('urgent requests overtake ordinary ones in the queue, and each kind keeps its order', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_IN_FLIGHT, 'read')
    for (const method of ['a', 'B', 'c', 'D']) rig.start(method, { urgent: method < 'a' })
    rig.answer(0, 1, 2, 3)
    expect(rig.methods().slice(MOST_IN_FLIGHT)).toEqual(['B', 'D', 'a', 'c'])
  })

  it('critical requests are bounded too, and no ordinary request leaves before one of them that waits', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_CRITICAL, 'close', { critical: true, deadline: Infinity })
    rig.start('last close', { critical: true, deadline: Infinity })
    rig.start('payouts')
    expect(rig.methods()).toHaveLength(MOST_CRITICAL)
    rig.answer(0)
    expect(rig.methods().slice(MOST_CRITICAL)).toEqual(['last close', 'payouts'])
  })

  it('an urgent request is sent at once although critical requests wait for others to be answered', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_CRITICAL + 1, 'close', { critical: true, deadline: Infinity })
    rig.start('payouts')
    rig.start('session on a screen', { urgent: true })
    expect(rig.methods().slice(MOST_CRITICAL)).toEqual(['session on a screen'])
  })

  it('requests that waited behind a critical one are sent when that one is aborted', async () => {
    const rig = await openQuietRig()
    rig.startMany(MOST_CRITICAL, 'close', { critical: true, deadline: Infinity })
    const abort = new AbortController()
    rig.start('aborted close', { critical: true, signal: abort.signal })
    rig.start('read')
    abort.abort()
    expect(rig.methods().slice(MOST_CRITICAL)).toEqual(['read'])
  })

  it('a login overtakes the requests of others that wait for their turn', async () => {
    const rig = createRig({
      timeouts: { ...TIMEOUTS, heartbeat: 0 },
      async onOpen(over) {
        for (let count = 0; count <= MOST_IN_FLIGHT; count += 1) over.request(rig.request('read'), { urgent: false }).catch(() => {})
        await over.request(rig.request('login'))
        over.request(rig.request('poll')).catch(() => {})
        return true
      },
    })
    const connected = rig.connection.connect()
    const { last: socket } = ScriptedSocket
    socket.open()
    socket.push({ id: requestIn(socket.sent[0]).id, ok: 'done' })
    const login = requestIn(socket.sent[MOST_IN_FLIGHT])
    expect(login.method).toBe('login')
    socket.push({ id: login.id, ok: 'done' })
    await connected
    rig.connection.disconnect()
  })
})
