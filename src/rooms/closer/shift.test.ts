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

it('a worker that is created while the closer stops is ended, and never connects', async () => {
  const { worker } = createLeaseholder()
  const seen: string[] = []
  let create = (_: Worker): void => {}
  const shift = createShift({
    timers: createVirtualTime(), lease: 5_000, onTick: async () => {}, report: () => {},
    createWorker: () => new Promise((resolve) => { create = resolve }),
  })
  const started = shift.start()
  shift.stop()
  create({ ...worker, isOwner: true, connect: async () => { seen.push('connect') }, end: () => { seen.push('end') } })
  await expect(started).rejects.toMatchObject({ code: 'ROOM_CLOSER_STOPPED' })
  expect(seen).toEqual(['end'])
})

it('a worker that loses its lease while it connects is replaced by one worker only, and a start that fails like this can be repeated', async () => {
  const time = createVirtualTime()
  const created: string[] = []
  const ended: string[] = []
  let lost = 0
  const shift = createShift({
    timers: time, lease: 5_000, onTick: async () => {}, report: () => {},
    async createWorker() {
      const name = `worker ${created.length}`
      created.push(name)
      let refuse = (_: Error): void => {}
      const isLost = created.length === 1 || created.length === 3
      return {
        name, isOwner: true,
        connect: () => isLost ? new Promise((_, reject) => { refuse = reject }) : Promise.resolve(),
        async tick() {
          if (!isLost) return
          lost += 1
          refuse(new Error('The connections were closed.'))
          shift.replace()
        },
        end: () => { ended.push(name) },
      } as unknown as Worker
    },
  })
  const first = expect(shift.start()).rejects.toMatchObject({ code: 'ROOM_STORE_FAILED' })
  await time.advance(1_000)
  await first
  await time.advance(60_000)
  expect(created).toEqual(['worker 0'])
  await shift.start()
  expect(shift.worker?.name).toBe('worker 1')

  shift.replace()
  await time.advance(60_000)
  expect([created.length, lost, shift.worker?.name]).toEqual([4, 2, 'worker 3'])
  shift.stop()
})
