import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRig, outcomeOf, ScriptedSocket, TIMEOUTS } from '../../../test/helpers/connectionRig'

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

describe('an adopted socket', () => {
  const adopt = (readyState: number): ScriptedSocket => {
    const socket = new ScriptedSocket('ws://app.test')
    socket.readyState = readyState
    return socket
  }

  it('a socket of the app is used as it is, without heartbeat, and is left open', async () => {
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

  it('a socket of the app that is still opening is waited for, and is not closed if that takes too long', async () => {
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

  it('a socket of the app is not replaced when it is lost or was closed before', async () => {
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

  it('answers on a socket of the app that belong to other senders settle none of our requests', async () => {
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
