import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRig, openRig, outcomeOf, ScriptedSocket } from '../../../test/helpers/connectionRig'
import { NitroliteError } from '../errors/errors'

const sockets = ScriptedSocket.made
const sleep = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const BACKOFF = { initialDelay: 100, maxDelay: 1_000, jitter: 0 }

beforeEach(() => {
  vi.useFakeTimers()
  sockets.length = 0
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a first connect that fails', () => {
  it('a first connect that fails is repeated with the back-off of later ones, and its errors are reported meanwhile', async () => {
    const { connection, errors, statuses } = createRig()
    const connected = connection.connect()
    for (const wait of [100, 200, 400, 800, 1_000, 1_000]) {
      const before = sockets.length
      ScriptedSocket.last.drop()
      expect(connection.status).toBe('reconnecting')
      await sleep(wait - 1)
      expect(sockets).toHaveLength(before)
      await sleep(1)
      expect(sockets).toHaveLength(before + 1)
    }
    ScriptedSocket.last.open()
    await connected
    expect(statuses).toEqual(['connecting', 'reconnecting', 'open'])
    expect(errors).toEqual(Array.from({ length: 6 }, () => 'CONNECTION_FAILED'))
  })

  it('AUTH_BUSY is waited out for ten minutes by a first connect', async () => {
    const busyUntil = performance.now() + 600_000
    const { connection, errors } = createRig({
      reconnect: { jitter: 0 },
      async onOpen() {
        if (performance.now() < busyUntil) throw new NitroliteError('AUTH_BUSY')
        return true
      },
    })
    const connected = connection.connect()
    let tries = 0
    while (connection.status !== 'ready') {
      ScriptedSocket.last.open()
      tries += 1
      await sleep(0)
      if (connection.status === 'reconnecting') await vi.advanceTimersToNextTimerAsync()
    }
    await connected
    expect(new Set(errors)).toEqual(new Set(['AUTH_BUSY']))
    expect(tries).toBeLessThan(30)
  })

  it.each(['AUTH_REFUSED', 'WALLET_REJECTED', 'PROTOCOL_UNSUPPORTED', 'OPTIONS_INVALID', 'SIGNER_MISMATCH'] as const)(
    'a first connect is not repeated after %s', async code => {
      const { connection, errors } = createRig({ onOpen: () => Promise.reject(new NitroliteError(code)) })
      const connected = connection.connect()
      ScriptedSocket.last.open()
      await expect(connected).rejects.toMatchObject({ code })
      expect([connection.status, errors]).toEqual(['closed', []])
      expect(vi.getTimerCount()).toBe(0)
    })

  it('a first connect rejects with its latest error when the next try would begin after reconnect.firstConnect', async () => {
    const { connection, errors } = createRig({ reconnect: { ...BACKOFF, firstConnect: 1_000 } })
    const connected = connection.connect()
    for (const wait of [100, 200, 400]) {
      ScriptedSocket.last.drop()
      await sleep(wait)
    }
    expect(await outcomeOf(connected)).toBe('pending')
    ScriptedSocket.last.drop(1001)
    await expect(connected).rejects.toMatchObject({ code: 'CONNECTION_FAILED', info: { data: { closeCode: 1001 } } })
    expect(connection.status).toBe('closed')
    // The last failure is told by the promise.
    expect(errors).toHaveLength(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a first connect gives up after a minute by default when the node cannot be reached', async () => {
    const { connection } = createRig({ timeouts: { connect: 1_000, request: 1_000, heartbeat: 0, pong: 0 } })
    const connected = connection.connect().catch((thrown: unknown) => thrown)
    await sleep(30_000)
    expect(connection.status).toBe('reconnecting')
    await sleep(31_000)
    expect(await connected).toMatchObject({ code: 'CONNECTION_FAILED' })
  })

  it('a first connect gives up after reconnect.attempts tries', async () => {
    const { connection } = createRig({ reconnect: { ...BACKOFF, attempts: 2 } })
    const connected = connection.connect()
    ScriptedSocket.last.drop()
    await sleep(100)
    ScriptedSocket.last.drop()
    await expect(connected).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
    expect(sockets).toHaveLength(2)
  })

  it('a first connect is not repeated with reconnect: false', async () => {
    const { connection } = createRig({ reconnect: false })
    const connected = connection.connect()
    ScriptedSocket.last.drop()
    await expect(connected).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  })

  it('a first connect that waits for its next try ends with disconnect', async () => {
    const { connection } = createRig()
    const connected = connection.connect()
    ScriptedSocket.last.drop()
    connection.disconnect()
    await expect(connected).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a first connect does not cut short a question to the wallet', async () => {
    let confirm = (_: boolean): void => {}
    const { connection } = createRig({ reconnect: { ...BACKOFF, firstConnect: 1_000 }, onOpen: () => new Promise(resolve => (confirm = resolve)) })
    const connected = connection.connect()
    ScriptedSocket.last.open()
    await sleep(10_000)
    confirm(true)
    await connected
    expect(connection.status).toBe('ready')
  })

  it('a socket that reports an error and never closes is given up at once, as with the WebSocket of Node.js 22', async () => {
    const { connection } = createRig()
    connection.connect().catch(() => {})
    ScriptedSocket.last.emit('error', { error: new Error('Received network error or non-101 status code.') })
    await sleep(100)
    expect(connection.status).toBe('reconnecting')
  })
})

describe('connections that end soon after the login', () => {
  it('connections that end soon after the login are opened less and less often', async () => {
    const { connection } = await openRig({ reconnect: { jitter: 0 } })
    ScriptedSocket.last.drop()
    let opened = 0
    const end = performance.now() + 600_000
    while (performance.now() < end) {
      await vi.advanceTimersToNextTimerAsync()
      if (ScriptedSocket.last.readyState !== 0) continue
      opened += 1
      ScriptedSocket.last.open()
      await sleep(1_000)
      ScriptedSocket.last.drop()
    }
    // Six while the wait grows from 0.5 to 16 seconds, then one every 31 seconds.
    expect(opened).toBeGreaterThan(20)
    expect(opened).toBeLessThanOrEqual(26)
    connection.disconnect()
  })

  it('a connection that lasts as long as the longest wait makes the next wait short again', async () => {
    const { connection, socket } = await openRig({ reconnect: BACKOFF })
    socket.drop()
    for (const wait of [100, 200, 400]) {
      await sleep(wait)
      ScriptedSocket.last.open()
      await sleep(BACKOFF.maxDelay - 1)
      ScriptedSocket.last.drop()
    }
    await sleep(800)
    ScriptedSocket.last.open()
    await sleep(BACKOFF.maxDelay)
    ScriptedSocket.last.drop()
    const before = sockets.length
    await sleep(100)
    expect(sockets).toHaveLength(before + 1)
    connection.disconnect()
  })
})
