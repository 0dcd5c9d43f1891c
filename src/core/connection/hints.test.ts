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

describe('hints', () => {
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
