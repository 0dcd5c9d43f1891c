import { expect, it } from 'vitest'
import type { NodeKind } from '../../src/testing'
import { scenariosFrom, useRuns } from './runs'
import type { Scenario } from './scenario'

const { FAULT_RUNS = '2000', FAULT_FIRST = '1', FAULT_NODE = 'clearnode', FAULT_SCENARIO } = process.env
const [first, runs] = [Number(FAULT_FIRST), Number(FAULT_RUNS)]
const title = FAULT_SCENARIO ? 'the run in FAULT_SCENARIO' : `${FAULT_NODE}, seeds ${first} to ${first + runs - 1}`

it(`${title}: every session is paid once, and clients report the truth`, async () => {
  const scenarios = FAULT_SCENARIO ? [JSON.parse(FAULT_SCENARIO) as Scenario] : scenariosFrom(first, runs, FAULT_NODE as NodeKind)
  const { table, reports } = await useRuns().runAll(scenarios)
  // The table is the purpose of the command.
  console.info(`${title}\n${table}`)
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
}, Infinity)
