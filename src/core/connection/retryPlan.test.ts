import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import { createRetryPlan } from './retryPlan'

const SECOND = 1_000

function start(firstConnect = 60 * SECOND) {
  const time = createVirtualTime()
  const plan = createRetryPlan({ jitter: 0, firstConnect }, time, () => 0)
  plan.begin()
  const wait = () => plan.nextWait(0, false)
  return { time, plan, wait }
}

it('a first connect is given up once there was no connection for the time that the app allows', async () => {
  const { time, wait } = start()
  await time.advance(50 * SECOND)
  expect(wait()).not.toBeNull()
  await time.advance(20 * SECOND)
  expect(wait()).toBeNull()
})

it('the limit of a first connect does not count the time in which a socket was open, so that a person may confirm a login for minutes', async () => {
  const { time, plan, wait } = start()
  plan.noteOpen()
  await time.advance(600 * SECOND)
  plan.noteEnd()
  await time.advance(50 * SECOND)
  expect(wait()).not.toBeNull()
  await time.advance(20 * SECOND)
  expect(wait()).toBeNull()
})

it('sockets that end at once do not prolong a first connect', async () => {
  const { time, plan, wait } = start()
  for (let tries = 0; tries < 69; tries += 1) {
    plan.noteOpen()
    plan.noteEnd()
    await time.advance(SECOND)
  }
  expect(wait()).toBeNull()
})

it('a node that ends every connection soon after the login is asked with growing pauses', async () => {
  const { time, plan, wait } = start()
  const waits: (number | null)[] = []
  for (let tries = 0; tries < 4; tries += 1) {
    plan.noteOpen()
    plan.noteReady()
    await time.advance(SECOND)
    plan.noteEnd()
    waits.push(wait())
  }
  expect(waits).toEqual([...waits].sort((one, other) => (one ?? 0) - (other ?? 0)))
  expect(new Set(waits).size).toBe(4)
})

it('the pauses between connections begin anew after a connection that has lasted', async () => {
  const { time, plan, wait } = start()
  const first = wait()
  wait()
  wait()
  plan.noteOpen()
  plan.noteReady()
  await time.advance(60 * SECOND)
  plan.noteEnd()
  expect(wait()).toBe(first)
})
