import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRig, openRig, ScriptedSocket, TIMEOUTS } from '../../../test/helpers/connectionRig'

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

const createHintSource = (): { hint(): void, listeners: number, hints: { onHint(listener: () => void): () => void } } => {
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

describe('hints', () => {
  it('a hint that the network is back ends the wait of a first connect that has failed', async () => {
    const source = createHintSource()
    const { connection } = createRig({ reconnect: { initialDelay: 60_000, maxDelay: 60_000, jitter: 0, firstConnect: Infinity, hints: source.hints } })
    const connected = connection.connect()
    ScriptedSocket.last.drop()
    expect([connection.status, sockets.length]).toEqual(['reconnecting', 1])
    source.hint()
    expect(sockets).toHaveLength(2)
    ScriptedSocket.last.open()
    await connected
    expect(connection.status).toBe('open')
    connection.disconnect()
  })

  it('reconnect hints end the wait, ping early while open, and are released on disconnect', async () => {
    const source = createHintSource()
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

describe('a hint before the socket is found to be dead', () => {
  const SLOW = { initialDelay: 60_000, maxDelay: 60_000, jitter: 0 }

  it('a socket that was closed without an event, as in a page of the back-forward cache, is replaced at once after a hint', async () => {
    const source = createHintSource()
    const rig = await openRig({ reconnect: { ...SLOW, hints: source.hints } })
    rig.socket.readyState = 3
    source.hint()
    await sleep(0)
    expect([rig.connection.status, sockets.length, rig.pings]).toEqual(['reconnecting', 2, 0])
    rig.connection.disconnect()
  })

  it('a socket whose close event comes after the hint is replaced without the wait that the hint would have ended', async () => {
    const source = createHintSource()
    const rig = await openRig({ reconnect: { ...SLOW, hints: source.hints } })
    source.hint()
    rig.socket.drop()
    await sleep(0)
    expect(sockets).toHaveLength(2)
    // The hint was about the first socket only.
    ScriptedSocket.last.drop()
    await sleep(59_999)
    expect(sockets).toHaveLength(2)
    rig.connection.disconnect()
  })

  it('a socket that has answered since the hint is replaced after the usual wait', async () => {
    const source = createHintSource()
    const rig = await openRig({ reconnect: { ...SLOW, hints: source.hints } })
    source.hint()
    await sleep(0)
    const { id } = JSON.parse(rig.socket.sent.at(-1) ?? '') as { id: number }
    rig.socket.push({ id, ok: 'pong' })
    rig.socket.drop()
    await sleep(59_999)
    expect(sockets).toHaveLength(1)
    await sleep(1)
    expect(sockets).toHaveLength(2)
    rig.connection.disconnect()
  })
})

describe('a wait that was cut short', () => {
  it('a reconnect wait that was cut short does not open a second socket', async () => {
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
  it('whenReady stops waiting when its signal fires', async () => {
    const { connection } = createRig()
    const abort = new AbortController()
    const waiting = connection.whenReady(abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
    await expect(connection.whenReady(abort.signal)).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
  })
})
