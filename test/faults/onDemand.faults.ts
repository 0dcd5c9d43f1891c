import { expect, it } from 'vitest'
import type { NodeKind } from '../../src/testing'
import { DEFAULT_GROUPS, FAULT_GROUP_NAMES } from './groups/groups'
import { scenariosFrom, useRuns } from './runs'
import type { Scenario } from './scenario'

const { FAULT_RUNS = '2000', FAULT_FIRST = '1', FAULT_NODE = 'clearnode', FAULT_GROUPS, FAULT_SCENARIO } = process.env
const [first, runs] = [Number(FAULT_FIRST), Number(FAULT_RUNS)]
/** `all`, or names with commas between them. */
const groups = FAULT_GROUPS === undefined ? DEFAULT_GROUPS
  : FAULT_GROUP_NAMES.filter(name => FAULT_GROUPS === 'all' || FAULT_GROUPS.split(',').includes(name))
const title = FAULT_SCENARIO ? 'the run in FAULT_SCENARIO' : `${FAULT_NODE}, seeds ${first} to ${first + runs - 1}`

it(`${title}: every session is paid once, and clients report the truth`, async () => {
  const scenarios = FAULT_SCENARIO ? [JSON.parse(FAULT_SCENARIO) as Scenario] : scenariosFrom(first, runs, FAULT_NODE as NodeKind, groups)
  const { table, reports } = await useRuns().runAll(scenarios)
  // The table is the purpose of the command.
  console.info(`${title}\n${table}`)
  const texts = reports.map(({ text }) => text)
  expect(texts, texts.join('\n\n')).toEqual([])
}, Infinity)
