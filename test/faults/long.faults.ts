import { expect, it } from 'vitest'
import type { FaultyNode } from '../../src/testing'
import { scenariosFrom, useRuns } from './runs'
import type { Scenario } from './world'

const { FAULT_RUNS = '2000', FAULT_FIRST = '1', FAULT_NODE = 'clearnode', FAULT_SCENARIO } = process.env
const [first, runs] = [Number(FAULT_FIRST), Number(FAULT_RUNS)]

it(FAULT_SCENARIO ? 'the given run' : `${runs} random runs`, async () => {
  const scenarios = FAULT_SCENARIO ? [JSON.parse(FAULT_SCENARIO) as Scenario] : scenariosFrom(first, runs, FAULT_NODE as FaultyNode)
  const { table, told } = await useRuns().runAll(scenarios)
  console.info(`${FAULT_NODE}, seeds ${first} to ${first + runs - 1}\n${table}`)
  const texts = told.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
}, Infinity)
