import { expect, it } from 'vitest'
import { agreedScenario } from './agreedScenario'
import { useRuns } from './runs'

const RUNS = 400

it(`${RUNS} random runs that stop after the split is agreed pay nothing twice, and clients report the truth`, async () => {
  const { table, reports } = await useRuns().runAll(Array.from({ length: RUNS }, (_, index) => agreedScenario(index + 1)))
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
  expect(table.ended('closed')).toBeGreaterThan(RUNS / 4)
  expect(table.ended('cancelled')).toBeGreaterThan(0)
}, Infinity)
