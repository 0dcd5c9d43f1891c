import { describe, expect, it, vi } from 'vitest'
import { openRig, outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'
import { MOST_CRITICAL } from './requestLimit'

const { heartbeat, pong } = TIMEOUTS

startEachTestAnew()

describe('a silent socket', () => {
  it('a socket that is kept although it is silent is reported as silent, until any frame arrives', async () => {
    const { connection, socket, request } = await openRig()
    const changes: boolean[] = []
    connection.on('silence', isSilent => changes.push(isSilent))
    void connection.request(request(), { critical: true, deadline: Infinity }).catch(() => {})
    await sleep(heartbeat + pong - 1)
    expect(connection.isSilent).toBe(false)
    await sleep(1)
    expect(connection.isSilent).toBe(true)
    await sleep(heartbeat + pong)
    expect(changes).toEqual([true])
    socket.push({ push: 'bu' })
    expect(connection.isSilent).toBe(false)
    expect(changes).toEqual([true, false])
    expect(connection.status).toBe('open')
  })

  it('a silent socket can be replaced although a critical request is unanswered, and the new one is not silent', async () => {
    const { connection, request } = await openRig()
    const answer = connection.request(request(), { critical: true, deadline: Infinity }).catch((thrown: unknown) => thrown)
    await sleep(heartbeat + pong)
    const renewed = connection.renew('the socket is stuck')
    ScriptedSocket.last.open()
    await renewed
    expect(await answer).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(ScriptedSocket.made).toHaveLength(2)
    expect(connection.isSilent).toBe(false)
  })

  it('simultaneous calls of renew replace the socket once, and a call while it opens does not replace it again', async () => {
    const { connection } = await openRig()
    const renewals = [connection.renew('the socket is stuck'), connection.renew('the socket is stuck')]
    await sleep(10)
    renewals.push(connection.renew('the socket is stuck'))
    ScriptedSocket.last.open()
    await Promise.all(renewals)
    expect(ScriptedSocket.made).toHaveLength(2)
  })

  it('renew does not shorten the wait for the next try', async () => {
    const { connection, socket } = await openRig({ reconnect: { initialDelay: 1_000, jitter: 0 } })
    socket.drop()
    const renewed = connection.renew('the socket is stuck')
    await sleep(999)
    expect(ScriptedSocket.made).toHaveLength(1)
    await sleep(1)
    ScriptedSocket.last.open()
    await renewed
  })

  it('requests in the queue of a socket that falls silent are rejected, since they have no deadline before they are sent', async () => {
    const { connection, socket, request } = await openRig()
    const closes = Array.from({ length: MOST_CRITICAL + 1 }, () =>
      connection.request(request(), { critical: true, deadline: Infinity }).catch((thrown: unknown) => thrown))
    const read = connection.request(request()).catch((thrown: unknown) => thrown)
    await sleep(heartbeat + pong)
    expect(await closes[MOST_CRITICAL]).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(await read).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(await outcomeOf(closes[0] ?? Promise.resolve())).toBe('pending')
    // The ping that found out does not wait for the closes in front of it.
    expect(socket.sent).toHaveLength(MOST_CRITICAL + 1)
    connection.disconnect()
  })

  it('a listener that disconnects when the silence ends does not lose the answer that ended it', async () => {
    const { connection, socket, request } = await openRig()
    const close = request()
    const answer = connection.request(close, { critical: true, deadline: Infinity })
    await sleep(heartbeat + pong)
    connection.on('silence', () => connection.disconnect())
    socket.push({ id: close.id, ok: 'closed' })
    expect(await answer).toMatchObject({ params: 'closed' })
    expect(connection.status).toBe('closed')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('hasAnsweredSince', () => {
  it('hasAnsweredSince is true only after the answer to a request that was sent since', async () => {
    const { connection, socket, request } = await openRig()
    const before = request()
    void connection.request(before)
    await sleep(10)
    const doubtAt = performance.now()
    socket.push({ id: before.id, ok: 1 })
    socket.push({ push: 'bu' })
    expect(connection.hasAnsweredSince(doubtAt)).toBe(false)
    expect(connection.hasAnsweredSince(doubtAt - 10)).toBe(true)
    const after = request()
    void connection.request(after)
    expect(connection.hasAnsweredSince(doubtAt)).toBe(false)
    socket.push({ id: after.id, error: 'no' })
    expect(connection.hasAnsweredSince(doubtAt)).toBe(true)
  })

  it('hasAnsweredSince also counts an answer that comes after its request has timed out', async () => {
    const { connection, socket, request } = await openRig()
    const late = request()
    connection.request(late, { deadline: 10 }).catch(() => {})
    await sleep(20)
    socket.push({ id: late.id, ok: 1 })
    expect(connection.hasAnsweredSince(0)).toBe(true)
  })

  it('hasAnsweredSince is about the current socket only', async () => {
    const { connection, socket, request } = await openRig()
    const a = request()
    void connection.request(a)
    socket.push({ id: a.id, ok: 1 })
    expect(connection.hasAnsweredSince(0)).toBe(true)
    socket.drop()
    expect(connection.hasAnsweredSince(0)).toBe(false)
    await sleep(100)
    ScriptedSocket.last.open()
    await connection.whenReady()
    expect(connection.hasAnsweredSince(0)).toBe(false)
  })
})
