import { expect, it, vi } from 'vitest'
import { createVirtualTime } from '../../testing'
import type { ResumedRecords } from './openClosings'
import { createResumption } from './resumption'

function start(results: readonly (Error | null)[]) {
  const time = createVirtualTime()
  const tries: number[] = []
  const asked: ResumedRecords[] = []
  const report = vi.fn()
  const person = { isWanted: true }
  const resumption = createResumption({
    timers: time,
    resume: async (which) => {
      asked.push(which)
      const result = results[tries.push(time.elapsed()) - 1]
      if (result) throw result
      return []
    },
    isWanted: () => person.isWanted,
    report,
  })
  return { time, tries, asked, report, person, resumption }
}

const failure = new Error('no answer')

it('closings are resumed again with growing pauses while the journal cannot be read', async () => {
  const { time, tries, report, resumption } = start([...Array.from({ length: 8 }, () => failure), null])
  const begun = time.elapsed()
  await resumption.resumeAll()
  await time.runUntil(() => tries.length === 9)
  expect(tries.map(at => at - begun)).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000])
  expect(report.mock.calls).toEqual(Array.from({ length: 8 }, () => [failure]))
})

it('the pauses between resumptions begin anew after the journal could be read', async () => {
  const { time, tries, resumption } = start([failure, failure, null, failure, null])
  await resumption.resumeAll()
  await time.runUntil(() => tries.length === 3)
  const again = time.elapsed()
  await resumption.resumeAll()
  await time.runUntil(() => tries.length === 5)
  expect(tries.slice(3).map(at => at - again)).toEqual([0, 1_000])
})

it('no closing is resumed by itself after the app has disconnected', async () => {
  const { time, tries, person, resumption } = start([failure, failure, failure])
  await resumption.resumeAll()
  resumption.stop()
  expect(time.pending).toBe(0)
  await resumption.resumeAll()
  person.isWanted = false
  await time.runUntilIdle()
  expect(tries).toHaveLength(2)
})

it('a journal that could be read is read again every minute, for records that other clients have left alone', async () => {
  const { time, tries, asked, person, resumption } = start([null, null, failure, null, null])
  const begun = time.elapsed()
  await resumption.resumeAll()
  await time.runUntil(() => tries.length === 5)
  expect(tries.map(at => at - begun)).toEqual([0, 60_000, 120_000, 121_000, 181_000])
  expect(asked).toEqual(['all', 'unchanged', 'unchanged', 'unchanged', 'unchanged'])
  person.isWanted = false
  expect(await time.runUntilIdle()).toBe(true)
  expect(tries).toHaveLength(5)
})
