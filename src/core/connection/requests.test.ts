import { describe, expect, it, vi } from 'vitest'
import { openRig, outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'

/** What a node puts in place of an id that it could not read. */
const CLOCK_ID = 1_700_000_000_000

startEachTestAnew()

describe('matching', () => {
  it('answers are matched by id in any order, and the exact frame is sent', async () => {
    const { connection, socket, request } = await openRig()
    const [a, b] = [request(), request()]
    const answers = [connection.request(a), connection.request(b)]
    expect(socket.sent).toEqual([a.frame, b.frame])
    socket.push({ push: 'bu' })
    socket.push({ id: b.id, error: 'no' })
    socket.push({ id: a.id, ok: 'yes' })
    expect(await Promise.all(answers)).toMatchObject([{ kind: 'response', params: 'yes' }, { kind: 'error', message: 'no' }])
  })

  it('a second answer to the same request is reported as unmatched', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const a = request()
    const answer = connection.request(a)
    socket.push({ id: a.id, ok: 1 })
    socket.push({ id: a.id, ok: 2 })
    expect(await answer).toMatchObject({ params: 1 })
    expect(unmatched).toEqual([{ raw: `{"id":${a.id},"ok":2}`, error: null }])
  })

  it('a request that is already in flight is not sent again', async () => {
    const { connection, socket, request } = await openRig()
    const a = request()
    const first = connection.request(a)
    await expect(connection.request(a)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
    expect(socket.sent).toHaveLength(1)
    socket.push({ id: a.id, ok: 1 })
    expect(await first).toMatchObject({ params: 1 })
  })
})

describe('an error without an id', () => {
  it('an error without an id settles the only request in flight', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const answer = connection.request(request())
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    expect(await answer).toMatchObject({ kind: 'error', message: 'bad frame' })
    expect(unmatched).toEqual([])
  })

  it('an error without an id is unmatched when nothing is in flight', async () => {
    const { socket, unmatched } = await openRig()
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    expect(unmatched).toHaveLength(1)
  })

  it('an error without an id settles neither of two requests in flight', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const answers = [connection.request(request()), connection.request(request())]
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    expect(await Promise.all(answers.map(outcomeOf))).toEqual(['pending', 'pending'])
    expect(unmatched).toHaveLength(1)
  })

  it('an error without an id never settles a critical request', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const answer = connection.request(request(), { critical: true })
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    expect(await outcomeOf(answer)).toBe('pending')
    expect(connection.criticalInFlight).toBe(true)
    expect(unmatched).toHaveLength(1)
  })

  it('an error without an id may belong to a request that timed out, so it does not settle the next one', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const slow = connection.request(request(), { deadline: 10 }).catch((thrown: unknown) => thrown)
    await sleep(10)
    expect(await slow).toMatchObject({ code: 'REQUEST_TIMEOUT' })
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    const next = connection.request(request())
    socket.push({ id: CLOCK_ID, error: 'bad frame' })
    expect(await outcomeOf(next)).toBe('pending')
    expect(unmatched).toHaveLength(2)
  })

  it('a repeated error answer to an earlier request is not taken for an error without an id', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    const [a, b] = [request(), request()]
    const first = connection.request(a)
    socket.push({ id: a.id, error: 'no' })
    await first
    const second = connection.request(b)
    socket.push({ id: a.id, error: 'no' })
    expect(await outcomeOf(second)).toBe('pending')
    expect(unmatched).toHaveLength(1)
  })
})

describe('giving up', () => {
  it('a request times out after the default or the given deadline', async () => {
    const { connection, request } = await openRig()
    const usual = connection.request(request('a')).catch((thrown: unknown) => thrown)
    const short = connection.request(request('b'), { deadline: 20 }).catch((thrown: unknown) => thrown)
    await sleep(20)
    expect(await short).toMatchObject({ code: 'REQUEST_TIMEOUT', info: { data: { method: 'b', deadline: 20 } } })
    expect(await outcomeOf(usual)).toBe('pending')
    await sleep(TIMEOUTS.request)
    expect(await usual).toMatchObject({ code: 'REQUEST_TIMEOUT' })
  })

  it('a request whose signal has already fired is not sent', async () => {
    const { connection, socket, request } = await openRig()
    await expect(connection.request(request(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
    expect(socket.sent).toEqual([])
  })

  it.each(['abort', 'deadline'])('a critical request stays in flight after its %s, and its late answer is reported unmasked', async way => {
    const { connection, socket, request, unmatched } = await openRig()
    const abort = new AbortController()
    const a = request()
    const answer = connection.request(a, { critical: true, signal: abort.signal, deadline: way === 'abort' ? Infinity : 50 })
      .catch((thrown: unknown) => thrown)
    if (way === 'abort') abort.abort()
    else await sleep(50)
    expect(await answer).toMatchObject({ code: way === 'abort' ? 'REQUEST_ABORTED' : 'REQUEST_TIMEOUT' })
    expect(connection.criticalInFlight).toBe(true)
    const raw = `{"id":${a.id},"ok":{"jwt":"in the session data"}}`
    socket.push(raw)
    expect(unmatched).toEqual([{ raw, error: null }])
    expect(connection.criticalInFlight).toBe(false)
  })

  it('a critical request without a deadline waits until it is answered', async () => {
    const { connection, socket, request } = await openRig()
    const a = request()
    const answer = connection.request(a, { critical: true, deadline: Infinity })
    await sleep(10_000_000)
    socket.push({ id: a.id, ok: 'closed' })
    expect(await answer).toMatchObject({ params: 'closed' })
    expect(ScriptedSocket.made).toHaveLength(1)
  })

  it('an answered request leaves no timer and no abort listener', async () => {
    const { connection, socket, request } = await openRig({ timeouts: { ...TIMEOUTS, heartbeat: 0 } })
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const a = request()
    const answer = connection.request(a, { signal })
    expect(vi.getTimerCount()).toBe(1)
    socket.push({ id: a.id, ok: 1 })
    await answer
    expect(vi.getTimerCount()).toBe(0)
    expect(removed).toHaveBeenCalledOnce()
  })
})

describe('a connection that is down', () => {
  it('a connection that is down refuses requests, and neither queues nor repeats any', async () => {
    const { connection, socket, request } = await openRig()
    const pending = connection.request(request(), { deadline: Infinity, critical: true }).catch((thrown: unknown) => thrown)
    socket.drop(1006)
    expect(await pending).toMatchObject({ code: 'CONNECTION_LOST', info: { data: { method: 'm', closeCode: 1006 } } })
    expect(connection.criticalInFlight).toBe(false)
    await expect(connection.request(request())).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    await sleep(100)
    await expect(connection.request(request())).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    ScriptedSocket.last.open()
    await connection.whenReady()
    expect(ScriptedSocket.last.sent).toEqual([])
  })

  it('a request is refused while the socket is closing', async () => {
    const { connection, socket, request } = await openRig()
    socket.readyState = 2
    await expect(connection.request(request())).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(socket.sent).toEqual([])
    expect(connection.socketName).toBeNull()
  })

  it('a request for a named socket is not sent over another one', async () => {
    const { connection, socket, request } = await openRig()
    const name = connection.socketName ?? ''
    expect(await outcomeOf(connection.request(request(), { socket: name }))).toBe('pending')
    socket.drop()
    await sleep(100)
    ScriptedSocket.last.open()
    await connection.whenReady()
    await expect(connection.request(request(), { socket: name })).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(ScriptedSocket.last.sent).toEqual([])
  })

  it('a request counts as sent when the socket throws on sending', async () => {
    const { connection, socket, request, unmatched } = await openRig()
    vi.spyOn(socket, 'send').mockImplementation(() => {
      throw new Error('buffer')
    })
    const a = request()
    await expect(connection.request(a, { critical: true })).rejects.toMatchObject({ code: 'CONNECTION_LOST', cause: new Error('buffer') })
    expect(connection.criticalInFlight).toBe(true)
    socket.push({ id: a.id, ok: 1 })
    expect(unmatched).toHaveLength(1)
  })
})
