import { expect, it } from 'vitest'
import { agreedScenario } from './agreedScenario'
import { useRuns } from './runs'

const RUNS = 400

it(`in ${RUNS} random runs that stop between the two steps nothing is paid twice, and what was said is true`, async () => {
  const { table, told } = await useRuns().runAll(Array.from({ length: RUNS }, (_, index) => agreedScenario(index + 1)))
  const texts = told.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  expect(table.ended('closed')).toBeGreaterThan(RUNS / 4)
  expect(table.ended('cancelled')).toBeGreaterThan(0)
}, Infinity)
