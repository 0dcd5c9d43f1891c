import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NitroliteError } from '../errors/errors'
import { createRig, openRig, outcomeOf, ScriptedSocket, TIMEOUTS } from '../../../test/helpers/connectionRig'

/** The first failure is final. */
const ONCE = { firstConnect: 0 }
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

describe('connect', () => {
  it('connect goes from idle through open to ready, and simultaneous calls share one socket', async () => {
    const { connection, statuses } = createRig({
      async onOpen(over) {
        over.markAuthenticating()
        return true
      },
    })
    expect(connection.status).toBe('idle')
    expect(connection.socketName).toBeNull()
    const both = [connection.connect(), connection.connect(), connection.whenReady()]
    expect(sockets).toHaveLength(1)
    expect(sockets[0]?.url).toBe('ws://node.test')
    sockets[0]?.open()
    await Promise.all(both)
    expect(statuses).toEqual(['connecting', 'open', 'authenticating', 'ready'])
    expect(connection.socketName).toMatch(/^[0-9a-f]{16}$/)
    await connection.connect()
    expect(sockets).toHaveLength(1)
  })

  it('connect leaves the status at open when there is no wallet to log in', async () => {
    const { connection, statuses } = await openRig()
    expect(statuses).toEqual(['connecting', 'open'])
    await connection.whenReady()
  })

  it('connect does not resolve before the login has succeeded', async () => {
    let done = (_: boolean): void => {}
    const { connection } = createRig({ onOpen: () => new Promise(resolve => (done = resolve)) })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    expect(connection.status).toBe('open')
    expect(await outcomeOf(connected)).toBe('pending')
    expect(await outcomeOf(connection.whenReady())).toBe('pending')
    done(true)
    await connected
    expect(connection.status).toBe('ready')
  })

  it('a login can send requests, and the status returns to open when it ends without a wallet', async () => {
    const rig = createRig({
      async onOpen(over) {
        over.markAuthenticating()
        expect(await over.request(rig.request('hello'))).toMatchObject({ params: 'hi' })
        return false
      },
    })
    const connected = rig.connection.connect()
    ScriptedSocket.last.open()
    const { id } = JSON.parse(ScriptedSocket.last.sent[0] ?? '') as { id: number }
    ScriptedSocket.last.push({ id, ok: 'hi' })
    await connected
    expect(rig.statuses).toEqual(['connecting', 'open', 'authenticating', 'open'])
  })

  it('connect fails when the first socket closes, and leaves no timer or listener behind', async () => {
    const { connection, errors, statuses } = createRig({ reconnect: ONCE })
    const connected = connection.connect()
    const waiting = connection.whenReady()
    ScriptedSocket.last.drop(1006)
    await expect(connected).rejects.toMatchObject({ code: 'CONNECTION_FAILED', info: { data: { closeCode: 1006 } } })
    await expect(waiting).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(statuses).toEqual(['connecting', 'closed'])
    expect(errors).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
    expect(ScriptedSocket.last.listenerCount).toBe(0)
    await sleep(100_000)
    expect(sockets).toHaveLength(1)
  })

  it('connect fails when the socket does not open in time, and closes that socket', async () => {
    const { connection } = createRig({ reconnect: ONCE })
    const connected = connection.connect().catch((thrown: unknown) => thrown)
    await sleep(TIMEOUTS.connect - 1)
    expect(connection.status).toBe('connecting')
    await sleep(1)
    expect(await connected).toMatchObject({ code: 'CONNECTION_FAILED', info: { data: { closeCode: 'timeout' } } })
    expect(connection.status).toBe('closed')
    expect(ScriptedSocket.last.closeCalls).toBe(1)
    ScriptedSocket.last.drop()
    expect(ScriptedSocket.last.listenerCount).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('connect fails with the error of the login, and can be called again', async () => {
    const onOpen = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new NitroliteError('AUTH_BUSY')).mockResolvedValueOnce(true)
    const { connection, errors } = createRig({ onOpen, reconnect: ONCE })
    const first = connection.connect()
    ScriptedSocket.last.open()
    await expect(first).rejects.toMatchObject({ code: 'AUTH_BUSY' })
    expect(connection.status).toBe('closed')
    expect(errors).toEqual([])
    expect(sockets[0]?.closeCalls).toBe(1)
    const second = connection.connect()
    ScriptedSocket.last.open()
    await second
    expect(sockets).toHaveLength(2)
    expect(connection.status).toBe('ready')
  })

  it('connect wraps an error of the login that is not a NitroliteError, even one thrown synchronously', async () => {
    const { connection } = createRig({
      reconnect: ONCE,
      onOpen() {
        throw new TypeError('oops')
      },
    })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await expect(connected).rejects.toMatchObject({ code: 'LIBRARY_DEFECT', cause: new TypeError('oops') })
  })

  it('connect fails without a WebSocket class, and uses the global one if there is one', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const { connection } = createRig({ WebSocket: undefined })
    await expect(connection.connect()).rejects.toMatchObject({ code: 'WEBSOCKET_MISSING' })
    expect(connection.status).toBe('closed')
    vi.stubGlobal('WebSocket', ScriptedSocket)
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await connected
  })

  it('connect fails when the WebSocket class throws', async () => {
    class Refusing extends ScriptedSocket {
      constructor(url: string) {
        super(url)
        throw new SyntaxError('bad url')
      }
    }
    const { connection } = createRig({ WebSocket: Refusing })
    await expect(connection.connect()).rejects.toMatchObject({ code: 'CONNECTION_FAILED', cause: new SyntaxError('bad url') })
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('disconnect', () => {
  it('disconnect works while connecting, and a socket that opens afterwards is ignored', async () => {
    const onOpen = vi.fn(async () => true)
    const { connection, statuses } = createRig({ onOpen })
    const connected = connection.connect()
    connection.disconnect()
    await expect(connected).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    const socket = ScriptedSocket.last
    expect(socket.closeCalls).toBe(1)
    socket.open()
    socket.push({ push: 'assets' })
    socket.drop()
    await sleep(100_000)
    expect(onOpen).not.toHaveBeenCalled()
    expect(statuses).toEqual(['connecting', 'closed'])
    expect(socket.listenerCount).toBe(0)
    expect(sockets).toHaveLength(1)
  })

  it('disconnect works while logging in', async () => {
    const rig = createRig({ onOpen: async over => !!(await over.request(rig.request('login'))) })
    const connected = rig.connection.connect()
    ScriptedSocket.last.open()
    rig.connection.disconnect()
    await expect(connected).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(rig.connection.status).toBe('closed')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('disconnect works between two reconnect tries', async () => {
    const { connection, socket, errors } = await openRig()
    socket.drop()
    expect(connection.status).toBe('reconnecting')
    const waiting = connection.whenReady()
    connection.disconnect()
    await expect(waiting).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(vi.getTimerCount()).toBe(0)
    await sleep(100_000)
    expect(sockets).toHaveLength(1)
    expect(errors).toEqual([])
  })

  it('disconnect works after a silent socket was given up and before it has closed', async () => {
    const { connection, socket } = await openRig()
    await sleep(TIMEOUTS.heartbeat + TIMEOUTS.pong)
    expect(socket.readyState).toBe(2)
    connection.disconnect()
    socket.drop()
    await sleep(100_000)
    expect(sockets).toHaveLength(1)
    expect(connection.status).toBe('closed')
  })

  it('disconnect settles pending requests and leaves no timer and no listener', async () => {
    const { connection, socket, request } = await openRig()
    const abort = new AbortController()
    const pending = connection.request(request(), { signal: abort.signal })
    const critical = connection.request(request(), { critical: true, deadline: Infinity })
    connection.disconnect()
    await expect(pending).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await expect(critical).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    expect(vi.getTimerCount()).toBe(0)
    expect(connection.criticalInFlight).toBe(false)
    socket.drop()
    expect(socket.listenerCount).toBe(0)
  })

  it('disconnect called by a status listener stops connect', async () => {
    const { connection } = createRig()
    connection.on('status', status => {
      if (status === 'connecting') connection.disconnect()
    })
    await expect(connection.connect()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(sockets).toHaveLength(0)
    expect(connection.status).toBe('closed')
  })

  it('connect works again after disconnect', async () => {
    const { connection } = await openRig()
    connection.disconnect()
    await expect(connection.whenReady()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await connected
    expect(sockets).toHaveLength(2)
  })
})
