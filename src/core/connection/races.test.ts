import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import { NitroliteError } from '../errors/errors'
import { createRig, ScriptedSocket } from '../../../test/helpers/connectionRig'

type Step =
  | 'connect' | 'disconnect' | 'open' | 'drop' | 'answer' | 'answer again' | 'error without id' | 'hint'
  | 'request' | 'critical' | 'abort' | 'login' | 'login fails' | 'old socket speaks' | number

const steps = fc.array(fc.oneof(
  fc.constantFrom<Step>(
    'connect', 'disconnect', 'open', 'drop', 'answer', 'answer again', 'error without id', 'hint',
    'request', 'critical', 'abort', 'login', 'login fails', 'old socket speaks',
  ),
  fc.constantFrom<Step>(1, 100, 1_000, 25_000),
), { maxLength: 60 })

afterEach(() => {
  vi.useRealTimers()
})

it('every promise of a connection settles as documented, whatever happens in whatever order', async () => {
  await fc.assert(fc.asyncProperty(steps, async schedule => {
    vi.useFakeTimers()
    ScriptedSocket.made.length = 0
    const hints = new Set<() => void>()
    const logins: { resolve(loggedIn: boolean): void, reject(error: NitroliteError): void }[] = []
    const { connection, request } = createRig({
      reconnect: {
        initialDelay: 100,
        jitter: 0,
        hints: {
          onHint(listener) {
            hints.add(listener)
            return () => hints.delete(listener)
          },
        },
      },
      onOpen: () => new Promise((resolve, reject) => logins.push({ resolve, reject })),
    })
    const results: string[] = []
    let promises = 0
    const watch = (promise: Promise<unknown>): void => {
      promises += 1
      promise.then(() => results.push('done'), (thrown: unknown) => results.push(thrown instanceof NitroliteError ? thrown.code : String(thrown)))
    }
    let abort = new AbortController()
    const spent: number[] = []

    for (const step of schedule) {
      const socket = ScriptedSocket.made.at(-1)
      const live = socket?.readyState === 1
      if (typeof step === 'number') await vi.advanceTimersByTimeAsync(step)
      else if (step === 'connect') watch(connection.connect())
      else if (step === 'disconnect') connection.disconnect()
      else if (step === 'open' && socket?.readyState === 0) socket.open()
      else if (step === 'drop' && socket && socket.readyState < 3) socket.drop()
      else if (step === 'request' || step === 'critical') {
        const encoded = request()
        spent.push(encoded.id)
        const critical = step === 'critical'
        watch(connection.request(encoded, { critical, signal: abort.signal, ...(critical && { deadline: Infinity }) }))
      }
      else if (step === 'answer' && live) socket.push({ id: spent.pop() ?? 9, ok: 1 })
      else if (step === 'answer again' && live) socket.push({ id: spent[0] ?? 9, error: 'again' })
      else if (step === 'error without id' && live) socket.push({ id: 1_700_000_000_000, error: 'bad' })
      else if (step === 'hint') hints.forEach(hint => hint())
      else if (step === 'abort') {
        abort.abort()
        abort = new AbortController()
      }
      else if (step === 'login') logins.pop()?.resolve(true)
      else if (step === 'login fails') logins.shift()?.reject(new NitroliteError('AUTH_BUSY'))
      else if (step === 'old socket speaks') {
        const old = ScriptedSocket.made.at(-2)
        old?.push({ id: spent[0] ?? 9, ok: 'old' })
        if (old && old.readyState < 3) old.drop()
      }
      await vi.advanceTimersByTimeAsync(0)

      const inUse = ScriptedSocket.made.filter(({ readyState }) => readyState < 2)
      expect(inUse.length).toBeLessThanOrEqual(1)
      if (connection.status === 'closed' || connection.status === 'idle') {
        expect(inUse).toEqual([])
        expect(vi.getTimerCount()).toBe(0)
        expect(hints.size).toBe(0)
        expect(results).toHaveLength(promises)
        expect(connection.criticalInFlight).toBe(false)
      }
      if (connection.status === 'ready') expect(connection.socketName).not.toBeNull()
    }

    connection.disconnect()
    await vi.advanceTimersByTimeAsync(0)
    expect(results).toHaveLength(promises)
    expect(vi.getTimerCount()).toBe(0)
    expect(hints.size).toBe(0)
    for (const socket of ScriptedSocket.made) {
      if (socket.readyState < 3) socket.drop()
      expect(socket.listenerCount).toBe(0)
    }
    const frames = ScriptedSocket.made.flatMap(socket => socket.sent)
    expect(new Set(frames).size).toBe(frames.length)
    expect(results).not.toContain('OPTIONS_INVALID')
    vi.useRealTimers()
  }), { numRuns: 300 })
})
