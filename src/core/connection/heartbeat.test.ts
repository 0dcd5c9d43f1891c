import { describe, expect, it, vi } from 'vitest'
import { openRig, outcomeOf, ScriptedSocket, sleep, startEachTestAnew, TIMEOUTS } from '../../../test/helpers/connectionRig'

const { heartbeat, pong } = TIMEOUTS
const lastId = (): number => (JSON.parse(ScriptedSocket.last.sent.at(-1) ?? '') as { id: number }).id

startEachTestAnew()

describe('heartbeat', () => {
  it('the heartbeat pings only after silence, and again as long as pings are answered', async () => {
    const rig = await openRig()
    await sleep(heartbeat - 1)
    rig.socket.push({ push: 'bu' })
    await sleep(heartbeat - 1)
    expect(rig.pings).toBe(0)
    await sleep(1)
    expect(rig.pings).toBe(1)
    rig.socket.push({ id: lastId(), ok: 'pong' })
    await sleep(heartbeat)
    expect(rig.pings).toBe(2)
    expect(rig.connection.status).toBe('open')
  })

  it('the heartbeat gives up a socket that stays silent, without waiting for its close event', async () => {
    const { connection, socket, request } = await openRig()
    const pending = connection.request(request(), { deadline: Infinity }).catch((thrown: unknown) => thrown)
    await sleep(heartbeat + pong - 1)
    expect(connection.status).toBe('open')
    await sleep(1)
    expect(socket.closeCalls).toBe(1)
    expect(connection.status).toBe('reconnecting')
    expect(await pending).toMatchObject({ code: 'CONNECTION_LOST' })
    await sleep(100)
    expect(ScriptedSocket.made).toHaveLength(2)
  })

  it('the heartbeat takes any frame as a sign of life', async () => {
    const { connection, socket } = await openRig()
    await sleep(heartbeat + pong - 1)
    socket.push('not JSON at all')
    await sleep(heartbeat - 1)
    expect(connection.status).toBe('open')
    expect(socket.closeCalls).toBe(0)
  })

  it('the heartbeat gives up a silent socket even if the ping call never settles', async () => {
    const { connection } = await openRig({ ping: () => new Promise(() => {}) })
    await sleep(heartbeat + pong)
    expect(connection.status).toBe('reconnecting')
  })

  it('the heartbeat survives a ping call that throws synchronously', async () => {
    const { connection, socket } = await openRig({
      ping() {
        throw new Error('no ping')
      },
    })
    await sleep(heartbeat)
    socket.push({ push: 'bu' })
    expect(connection.status).toBe('open')
  })

  it('the heartbeat keeps a silent socket while a critical request is unanswered, and pings again', async () => {
    const rig = await openRig()
    const a = rig.request()
    const answer = rig.connection.request(a, { critical: true, deadline: Infinity })
    await sleep(10 * (heartbeat + pong))
    expect(rig.pings).toBe(10)
    expect(rig.socket.closeCalls).toBe(0)
    rig.socket.push({ id: a.id, ok: 'closed' })
    expect(await answer).toMatchObject({ params: 'closed' })
    await sleep(heartbeat + pong)
    expect(rig.connection.status).toBe('reconnecting')
  })

  it('the heartbeat keeps a silent socket even if the caller of the critical request no longer waits', async () => {
    const { connection, socket, request } = await openRig()
    const answer = connection.request(request(), { critical: true, deadline: 10 })
    expect(await outcomeOf(answer)).toBe('pending')
    await sleep(5 * (heartbeat + pong))
    expect(socket.closeCalls).toBe(0)
    socket.drop()
    expect(connection.status).toBe('reconnecting')
  })

  it('the heartbeat ends a silent socket once the caller of the critical request has aborted it', async () => {
    const { connection, socket, request } = await openRig()
    const abort = new AbortController()
    const answer = connection.request(request(), { critical: true, deadline: Infinity, signal: abort.signal })
    expect(await outcomeOf(answer)).toBe('pending')
    await sleep(5 * (heartbeat + pong))
    expect(socket.closeCalls).toBe(0)
    abort.abort()
    await expect(answer).rejects.toMatchObject({ code: 'REQUEST_ABORTED' })
    await sleep(heartbeat + pong)
    expect(socket.closeCalls).toBe(1)
    expect(connection.status).toBe('reconnecting')
  })

  it('a heartbeat of 0 never pings', async () => {
    const rig = await openRig({ timeouts: { ...TIMEOUTS, heartbeat: 0 } })
    expect(vi.getTimerCount()).toBe(0)
    await sleep(1_000_000)
    expect(rig.pings).toBe(0)
  })
})
