import { expect, it } from 'vitest'
import { createVirtualTime } from '../../testing'
import { createShift } from './shift'
import type { Worker } from './workerTypes'

/** A worker that only knows whether its lease is held. */
function createLeaseholder() {
  const state = { isOwner: true }
  const worker = { connect: async () => {}, tick: async () => {}, end: () => {}, get isOwner() { return state.isOwner } } as unknown as Worker
  return { worker, state }
}

it('a caller who came while the lease of a worker seemed to have ended is let in once the worker has it again', async () => {
  const time = createVirtualTime()
  const { worker, state } = createLeaseholder()
  const shift = createShift({ timers: time, lease: 5_000, createWorker: async () => worker, onTick: async () => {}, report: () => {} })
  await shift.start()
  state.isOwner = false
  let present: Worker | null = null
  void shift.whenAtWork().then((found) => { present = found })
  await time.advance(3_000)
  expect(present).toBe(null)
  state.isOwner = true
  await time.advance(3_000)
  expect(present).toBe(worker)
  shift.stop()
})
