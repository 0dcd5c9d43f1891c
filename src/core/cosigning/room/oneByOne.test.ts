import { expect, it } from 'vitest'
import { OneByOne } from './oneByOne'

it('work from a room is done one after the other, and what comes while too much waits is left out', async () => {
  const line = new OneByOne(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (number: number) => (): Promise<void> => {
    begun.push(number)
    return new Promise((resolve) => { ends.push(resolve) })
  }
  expect([line.add(work(1)), line.add(work(2)), line.add(work(3))]).toEqual([true, true, false])
  await Promise.resolve()
  expect(begun).toEqual([1])
  ends[0]?.()
  await new Promise((resolve) => { setImmediate(resolve) })
  expect([begun, line.add(work(4))]).toEqual([[1, 2], true])
})
