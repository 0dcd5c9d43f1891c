import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NitroliteError } from '../errors'
import type { Connection } from './connection'
import { createRig, openRig, outcomeOf, ScriptedSocket, TIMEOUTS } from './testRig'

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
  it('goes from idle over open to ready, sharing one socket between calls', async () => {
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

  it('stays open when nobody is to be logged in', async () => {
    const { connection, statuses } = await openRig()
    expect(statuses).toEqual(['connecting', 'open'])
    await connection.whenReady()
  })

  it('does not resolve before the login is through', async () => {
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

  it('lets the login send requests, and sets its status back when it ends without a login', async () => {
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

  it('fails when the first socket closes, leaving nothing behind', async () => {
    const { connection, errors, statuses } = createRig()
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

  it('fails when the socket does not open in time, and closes it', async () => {
    const { connection } = createRig()
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

  it('fails with what the login threw, and can be called again', async () => {
    const onOpen = vi.fn<() => Promise<boolean>>().mockRejectedValueOnce(new NitroliteError('AUTH_BUSY')).mockResolvedValueOnce(true)
    const { connection, errors } = createRig({ onOpen })
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

  it('wraps what a login threw that is no NitroliteError, also when it throws at once', async () => {
    const { connection } = createRig({
      onOpen() {
        throw new TypeError('oops')
      },
    })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await expect(connected).rejects.toMatchObject({ code: 'CONNECTION_FAILED', cause: new TypeError('oops') })
  })

  it('fails without a WebSocket class, and takes the global one when there is one', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const { connection } = createRig({ WebSocket: undefined })
    await expect(connection.connect()).rejects.toMatchObject({ code: 'WEBSOCKET_MISSING' })
    expect(connection.status).toBe('closed')
    vi.stubGlobal('WebSocket', ScriptedSocket)
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await connected
  })

  it('fails when the WebSocket class throws', async () => {
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
  it('works while connecting: the socket that opens late is ignored', async () => {
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

  it('works while logging in', async () => {
    const rig = createRig({ onOpen: async over => !!(await over.request(rig.request('login'))) })
    const connected = rig.connection.connect()
    ScriptedSocket.last.open()
    rig.connection.disconnect()
    await expect(connected).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(rig.connection.status).toBe('closed')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('works between two tries', async () => {
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

  it('works in the window in which a silent socket was given up but has not closed', async () => {
    const { connection, socket } = await openRig()
    await sleep(TIMEOUTS.heartbeat + TIMEOUTS.pong)
    expect(socket.readyState).toBe(2)
    connection.disconnect()
    socket.drop()
    await sleep(100_000)
    expect(sockets).toHaveLength(1)
    expect(connection.status).toBe('closed')
  })

  it('settles pending requests and leaves no timer and no listener', async () => {
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

  it('called by a status listener wins', async () => {
    const { connection } = createRig()
    connection.on('status', status => {
      if (status === 'connecting') connection.disconnect()
    })
    await expect(connection.connect()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(sockets).toHaveLength(0)
    expect(connection.status).toBe('closed')
  })

  it('allows connecting again', async () => {
    const { connection } = await openRig()
    connection.disconnect()
    await expect(connection.whenReady()).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await connected
    expect(sockets).toHaveLength(2)
  })
})

describe('reconnect', () => {
  it('backs off, and starts from the shortest wait after a success', async () => {
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
    const before = sockets.length
    ScriptedSocket.last.drop()
    await sleep(100)
    expect(sockets).toHaveLength(before + 1)
  })

  it('gives up after the allowed tries and reports it', async () => {
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

  it('does not happen when it is turned off', async () => {
    const { connection, socket, errors } = await openRig({ reconnect: false })
    socket.drop()
    expect(connection.status).toBe('closed')
    expect(errors).toEqual(['CONNECTION_LOST'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each(['AUTH_REFUSED', 'WALLET_REJECTED', 'SESSION_KEY_EXPIRED', 'SIGNER_MISMATCH', 'PROTOCOL_UNSUPPORTED'] as const)(
    'ends when the login fails with %s', async code => {
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

  it.each(['AUTH_BUSY', 'REQUEST_TIMEOUT', 'CONNECTION_LOST'] as const)('goes on when the login fails with %s', async code => {
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

  it('tries at once when connect is called during the wait', async () => {
    const { connection, socket } = await openRig({ reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0 } })
    socket.drop()
    const connected = connection.connect()
    expect(sockets).toHaveLength(2)
    ScriptedSocket.last.open()
    await connected
  })

  it('ignores what an old socket still says', async () => {
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

  it('never lets a login that outlived its socket go on over the next one', async () => {
    const views: Connection[] = []
    const { connection, request } = createRig({
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
  it.each(['succeeds', 'fails'])('changes nothing on the next one when it %s', async end => {
    const logins: { resolve(loggedIn: boolean): void, reject(error: NitroliteError): void }[] = []
    const { connection, errors } = createRig({ onOpen: () => new Promise((resolve, reject) => logins.push({ resolve, reject })) })
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

  it('does not bring a connection back that was ended meanwhile', async () => {
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

  it('does not begin when a listener ends the connection as it opens', async () => {
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

describe('hints', () => {
  const hinted = (): { hint(): void, listeners: number, hints: { onHint(listener: () => void): () => void } } => {
    const listeners = new Set<() => void>()
    return {
      hint: () => listeners.forEach(listener => listener()),
      get listeners() {
        return listeners.size
      },
      hints: {
        onHint(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
    }
  }

  it('end the wait, ping early while open, and are let go of', async () => {
    const source = hinted()
    const rig = await openRig({ reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0, hints: source.hints } })
    expect(source.listeners).toBe(1)
    source.hint()
    source.hint()
    await sleep(0)
    expect(rig.pings).toBe(1)
    await sleep(TIMEOUTS.pong)
    expect(rig.connection.status).toBe('reconnecting')
    source.hint()
    source.hint()
    expect(sockets).toHaveLength(2)
    ScriptedSocket.last.open()
    await rig.connection.whenReady()
    rig.connection.disconnect()
    expect(source.listeners).toBe(0)
    source.hint()
    expect(sockets).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a wait that was cut short', () => {
  it('does not end in a second socket', async () => {
    const { connection, socket } = await openRig({
      timeouts: { ...TIMEOUTS, heartbeat: 0 },
      reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0 },
    })
    socket.drop()
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await connected
    expect(vi.getTimerCount()).toBe(0)
    await sleep(60_000)
    expect(sockets).toHaveLength(2)
  })
})

describe('whenReady', () => {
  it('stops waiting when its signal fires', async () => {
    const { connection } = createRig()
    const abort = new AbortController()
    const waiting = connection.whenReady(abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
    await expect(connection.whenReady(abort.signal)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
  })
})

describe('an adopted socket', () => {
  const adopt = (readyState: number): ScriptedSocket => {
    const socket = new ScriptedSocket('ws://app.test')
    socket.readyState = readyState
    return socket
  }

  it('is used when it is open, not watched, and left open', async () => {
    const socket = adopt(1)
    const rig = createRig({ socket })
    await rig.connection.connect()
    expect(sockets).toHaveLength(1)
    await sleep(500_000)
    expect(rig.pings).toBe(0)
    rig.connection.disconnect()
    expect(socket.closeCalls).toBe(0)
    expect(socket.listenerCount).toBe(0)
    expect(rig.connection.status).toBe('closed')
  })

  it('is waited for while it opens, and not closed when that takes too long', async () => {
    const socket = adopt(0)
    const { connection } = createRig({ socket })
    const connected = connection.connect().catch((thrown: unknown) => thrown)
    await sleep(TIMEOUTS.connect)
    expect(await connected).toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(socket.closeCalls).toBe(0)
    expect(socket.listenerCount).toBe(0)
    const again = connection.connect()
    socket.open()
    await again
    expect(connection.status).toBe('open')
  })

  it('is not made again when it is lost or was closed already', async () => {
    const socket = adopt(1)
    const { connection, errors } = createRig({ socket })
    await connection.connect()
    socket.drop()
    expect(connection.status).toBe('closed')
    expect(errors).toEqual(['CONNECTION_LOST'])
    expect(vi.getTimerCount()).toBe(0)
    await expect(connection.connect()).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(sockets).toHaveLength(1)
  })

  it('may carry frames of other owners', async () => {
    const socket = adopt(1)
    const { connection, request, unmatched } = createRig({ socket })
    await connection.connect()
    const answer = connection.request(request())
    socket.push({ id: 7, ok: 1 })
    socket.push({ id: 1_700_000_000_000, error: 'bad' })
    expect(unmatched.map(({ error }) => error)).toEqual([null, null])
    expect(await outcomeOf(answer)).toBe('pending')
  })
})
