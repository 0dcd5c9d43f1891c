import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NitroliteError } from '../errors/errors'
import type { Connection } from './types'
import { createRig, openRig, outcomeOf, ScriptedSocket, TIMEOUTS } from '../../../test/helpers/connectionRig'

const sockets = ScriptedSocket.made
const sleep = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  sockets.length = 0
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('reconnect', () => {
  it('reconnecting backs off, and starts from the shortest wait after a connection that has lasted', async () => {
    const { connection, socket, statuses } = await openRig()
    const name = connection.socketName
    socket.drop()
    expect(connection.socketName).toBeNull()
    for (const wait of [100, 200, 400, 800, 1_000, 1_000]) {
      const before = sockets.length
      await sleep(wait - 1)
      expect(sockets).toHaveLength(before)
      await sleep(1)
      expect(sockets).toHaveLength(before + 1)
      ScriptedSocket.last.drop()
    }
    await sleep(1_000)
    ScriptedSocket.last.open()
    await connection.whenReady()
    expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open'])
    expect(connection.socketName).not.toBe(name)
    await sleep(1_000)
    const before = sockets.length
    ScriptedSocket.last.drop()
    await sleep(100)
    expect(sockets).toHaveLength(before + 1)
  })

  it('reconnecting ends with an error after the allowed number of tries', async () => {
    const { connection, socket, errors } = await openRig({ reconnect: { initialDelay: 100, jitter: 0, attempts: 2 } })
    socket.drop()
    const ready = connection.whenReady().catch((thrown: unknown) => thrown)
    await sleep(100)
    ScriptedSocket.last.drop()
    await sleep(200)
    ScriptedSocket.last.drop(1001)
    expect(await ready).toMatchObject({ code: 'CONNECTION_FAILED', info: { data: { closeCode: 1001 } } })
    expect(connection.status).toBe('closed')
    expect(errors).toEqual(['CONNECTION_FAILED'])
    expect(sockets).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a connection with reconnect: false gives up when the socket is lost', async () => {
    const { connection, socket, errors } = await openRig({ reconnect: false })
    socket.drop()
    expect(connection.status).toBe('closed')
    expect(errors).toEqual(['CONNECTION_LOST'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['AUTH_REFUSED', 'WALLET_REJECTED', 'SESSION_KEY_EXPIRED', 'SIGNER_MISMATCH', 'PROTOCOL_UNSUPPORTED'] as const)(
    'reconnecting ends when the login fails with %s', async code => {
      const onOpen = vi.fn<() => Promise<boolean>>().mockResolvedValueOnce(true).mockRejectedValueOnce(new NitroliteError(code))
      const { connection, socket, errors } = await openRig({ onOpen })
      socket.drop()
      await sleep(100)
      ScriptedSocket.last.open()
      await sleep(0)
      expect(connection.status).toBe('closed')
      expect(errors).toEqual([code])
      expect(vi.getTimerCount()).toBe(0)
    })

  it.each(['AUTH_BUSY', 'REQUEST_TIMEOUT', 'CONNECTION_LOST'] as const)('reconnecting continues when the login fails with %s', async code => {
    const onOpen = vi.fn<() => Promise<boolean>>()
      .mockResolvedValueOnce(true).mockRejectedValueOnce(new NitroliteError(code)).mockResolvedValueOnce(true)
    const { connection, socket, errors } = await openRig({ onOpen })
    socket.drop()
    await sleep(100)
    const second = ScriptedSocket.last
    second.open()
    await sleep(0)
    expect(connection.status).toBe('reconnecting')
    expect(second.closeCalls).toBe(1)
    await sleep(200)
    expect(sockets).toHaveLength(3)
    ScriptedSocket.last.open()
    await connection.whenReady()
    expect(connection.status).toBe('ready')
    expect(errors).toEqual([])
  })

  it('connect tries at once when it is called during a reconnect wait', async () => {
    const { connection, socket } = await openRig({ reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0 } })
    socket.drop()
    const connected = connection.connect()
    expect(sockets).toHaveLength(2)
    ScriptedSocket.last.open()
    await connected
  })

  it('a connection ignores the frames and the close event of an old socket', async () => {
    const { connection, socket, statuses, unmatched } = await openRig()
    await sleep(TIMEOUTS.heartbeat + TIMEOUTS.pong + 100)
    expect(sockets).toHaveLength(2)
    ScriptedSocket.last.open()
    await connection.whenReady()
    socket.push({ push: 'bu' })
    socket.push({ id: 5 })
    socket.drop()
    expect(connection.status).toBe('open')
    expect(statuses).toEqual(['connecting', 'open', 'reconnecting', 'open'])
    expect(unmatched).toEqual([])
    expect(socket.listenerCount).toBe(0)
  })

  it('a login that outlives its socket cannot send over the next one', async () => {
    const views: Connection[] = []
    const { connection, request } = createRig({
      reconnect: { firstConnect: 0 },
      async onOpen(over) {
        views.push(over)
        if (views.length === 1) await new Promise(() => {})
        return true
      },
    })
    const first = connection.connect().catch((thrown: unknown) => thrown)
    ScriptedSocket.last.open()
    ScriptedSocket.last.drop()
    expect(await first).toMatchObject({ code: 'CONNECTION_FAILED' })
    const second = connection.connect()
    ScriptedSocket.last.open()
    await second
    const [stale, present] = views
    expect(stale?.status).toBe('ready')
    expect(await outcomeOf(stale?.request(request()) ?? Promise.resolve())).toBe('NOT_CONNECTED')
    expect(ScriptedSocket.last.sent).toEqual([])
    expect(await outcomeOf(present?.request(request()) ?? Promise.resolve())).toBe('pending')
    stale?.markAuthenticating()
    expect(connection.status).toBe('ready')
    connection.disconnect()
  })
})

describe('a login that outlives its socket', () => {
  it.each(['succeeds', 'fails'])('a login that outlives its socket changes nothing on the next one when it %s', async end => {
    const logins: { resolve(loggedIn: boolean): void, reject(error: NitroliteError): void }[] = []
    const { connection, errors } = createRig({
      reconnect: { firstConnect: 0 },
      onOpen: () => new Promise((resolve, reject) => logins.push({ resolve, reject })),
    })
    const first = connection.connect().catch((thrown: unknown) => thrown)
    ScriptedSocket.last.open()
    ScriptedSocket.last.drop()
    await first
    const second = connection.connect()
    ScriptedSocket.last.open()
    if (end === 'succeeds') logins[0]?.resolve(true)
    else logins[0]?.reject(new NitroliteError('WALLET_REJECTED'))
    expect(await outcomeOf(second)).toBe('pending')
    expect(connection.status).toBe('open')
    expect(ScriptedSocket.last.closeCalls).toBe(0)
    logins[1]?.resolve(true)
    await second
    expect(connection.status).toBe('ready')
    expect(errors).toEqual([])
  })

  it('a login that succeeds after disconnect does not reopen the connection', async () => {
    let done = (_: boolean): void => {}
    const { connection } = createRig({ onOpen: () => new Promise(resolve => (done = resolve)) })
    const connected = connection.connect().catch((thrown: unknown) => thrown)
    ScriptedSocket.last.open()
    connection.disconnect()
    done(true)
    await sleep(0)
    expect(await connected).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(connection.status).toBe('closed')
  })

  it('a login does not begin if a listener disconnects as the socket opens', async () => {
    const onOpen = vi.fn(async () => true)
    const { connection } = createRig({ onOpen })
    connection.on('status', status => {
      if (status === 'open') connection.disconnect()
    })
    const connected = connection.connect().catch((thrown: unknown) => thrown)
    ScriptedSocket.last.open()
    expect(await connected).toMatchObject({ code: 'NOT_CONNECTED' })
    expect(onOpen).not.toHaveBeenCalled()
  })
})
