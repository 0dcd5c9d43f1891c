import { expect, it, vi } from 'vitest'
import { createVirtualTime } from '../../testing'
import { createForgetfulLoginStore, type LoginStore } from './loginStore'
import { takeLoginTurn } from './loginTurn'

const MINUTE = 60_000

function start(replaced: Partial<LoginStore> = {}) {
  const time = createVirtualTime()
  const logins = { ...createForgetfulLoginStore(), ...replaced }
  const take = <T>(task: () => Promise<T>, signal = new AbortController().signal) =>
    takeLoginTurn({ logins, timers: time, name: 'alice', signal }, task)
  return { time, take }
}

const never = () => new Promise<never>(() => {})
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'resolved', (thrown: { code: string }) => thrown.code)

it('two logins of one wallet take turns', async () => {
  const { time, take } = start()
  const events: string[] = []
  const task = (name: string) => async () => {
    events.push(`${name} begins`)
    await new Promise<void>((resolve) => { time.after(100, resolve) })
    events.push(`${name} ends`)
    return name
  }
  const both = Promise.all([take(task('first')), take(task('second'))])
  await time.runUntilIdle()
  expect(await both).toEqual(['first', 'second'])
  expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(time.pending).toBe(0)
})

it('an error of a login is passed on, and the next login begins', async () => {
  const { time, take } = start()
  await expect(take(() => Promise.reject(new Error('declined')))).rejects.toThrow('declined')
  expect(await take(async () => 'next')).toBe('next')
  expect(time.pending).toBe(0)
})

it('a wallet that never answers keeps the next login waiting for a minute, and its late answer still counts', async () => {
  const { time, take } = start()
  let answer = (_: string): void => {}
  const first = take(() => new Promise<string>((resolve) => { answer = resolve }))
  const second = vi.fn(async () => 'second')
  const later = take(second)
  await time.advance(MINUTE - 1)
  expect(second).not.toHaveBeenCalled()
  await time.advance(1)
  expect(await later).toBe('second')
  answer('first')
  expect(await first).toBe('first')
  expect(time.pending).toBe(0)
})

it('a login that is no longer wanted ends at once and lets the next login begin', async () => {
  const { time, take } = start()
  const controller = new AbortController()
  const first = codeOf(take(never, controller.signal))
  const second = take(async () => 'second')
  await time.advance(1)
  controller.abort()
  expect(await first).toBe('REQUEST_ABORTED')
  expect(await second).toBe('second')
  expect(time.pending).toBe(0)
})

it('a login that waits for its turn ends at once when it is no longer wanted', async () => {
  const { time, take } = start()
  void take(never)
  const controller = new AbortController()
  const task = vi.fn(async () => 'second')
  const second = codeOf(take(task, controller.signal))
  controller.abort()
  expect(await second).toBe('REQUEST_ABORTED')
  expect(await codeOf(take(task, controller.signal))).toBe('REQUEST_ABORTED')
  await time.advance(2 * MINUTE)
  expect(task).not.toHaveBeenCalled()
})

it('a lock that another client never gives up is ignored after a minute', async () => {
  const { time, take } = start({ exclusively: never })
  const task = vi.fn(async () => 'mine')
  const mine = take(task)
  await time.advance(MINUTE - 1)
  expect(task).not.toHaveBeenCalled()
  await time.advance(1)
  expect(await mine).toBe('mine')
  expect(time.pending).toBe(0)
})

it('a store that cannot lock does not keep anybody from logging in', async () => {
  const { time, take } = start({ exclusively: () => Promise.reject(new Error('no locks')) })
  expect(await take(async () => 'mine')).toBe('mine')
  expect(time.pending).toBe(0)
})
