import { expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { ReplyQueue } from './replyQueue'

it('replies are opened no faster than fifty in a second after a burst, and a flood of one participant takes no place from another one', async () => {
  const time = createVirtualTime()
  const queue = new ReplyQueue(time)
  const opened = [0, 0]
  const add = (participant: number): void => {
    queue.add({ from: null, participant }, () => true, async () => { opened[participant] = (opened[participant] ?? 0) + 1 })
  }
  for (let ms = 0; ms < 10_000; ms += 100) {
    for (let count = 0; count < 50; count += 1) add(0)
    if (ms % 1_000 === 0) add(1)
    await time.advance(100)
  }
  expect(opened[1]).toBe(10)
  expect(opened[0]).toBeGreaterThan(300)
  expect(opened[0]).toBeLessThan(64 + 50 * 10)
})

it('a reply that is not wanted any more when its turn comes is not opened, and takes nothing from the others', async () => {
  const time = createVirtualTime()
  const queue = new ReplyQueue(time)
  let isWanted = true
  const opened: string[] = []
  queue.add({ from: null, participant: 0 }, () => isWanted, async () => {
    opened.push('first')
    isWanted = false
  })
  queue.add({ from: null, participant: 0 }, () => isWanted, async () => { opened.push('second') })
  queue.add({ from: null, participant: 0 }, () => true, async () => { opened.push('third') })
  await time.advance(100)
  expect(opened).toEqual(['first', 'third'])
})

it('a flood of several senders in the name of a participant takes no place from the reply that the participant sends', async () => {
  const time = createVirtualTime()
  const queue = new ReplyQueue(time)
  const opened = new Map<string, number>()
  const add = (from: string): void => {
    queue.add({ from, participant: 0 }, () => true, async () => { opened.set(from, (opened.get(from) ?? 0) + 1) })
  }
  for (let ms = 0; ms < 10_000; ms += 100) {
    for (let count = 0; count < 50; count += 1) for (const sender of ['0xc1', '0xc2', '0xc3']) add(sender)
    if (ms % 1_000 === 0) add('0xb0')
    await time.advance(100)
  }
  expect(opened.get('0xb0')).toBe(10)
  for (const sender of ['0xc1', '0xc2', '0xc3']) expect(opened.get(sender)).toBeGreaterThan(100)
})
