import { expect, it } from 'vitest'
import { createVirtualTime, describeSchedule } from '../../src/testing'
import { HitTable } from './hitTable'
import { randomScenario } from './randomScenario'
import { shrinkScenario } from './shrinkScenario'
import { useVirtualGlobals } from './virtualGlobals'
import { findBreaches, World, type Scenario } from './world'

const { FAULT_RUNS = '200', FAULT_FIRST = '1', FAULT_SCENARIO } = process.env
const seeds = Array.from({ length: Number(FAULT_RUNS) }, (_, index) => Number(FAULT_FIRST) + index)

/** Breaches that are shortened and printed; one that is common would take hours. */
const MOST_TOLD = 5

function useWorlds() {
  let present = createVirtualTime()
  useVirtualGlobals(() => present)
  return async (scenario: Scenario) => {
    const world = new World(scenario)
    present = world.time
    const result = await world.run()
    return { result, breaches: findBreaches(result) }
  }
}

const scenarios = FAULT_SCENARIO ? [JSON.parse(FAULT_SCENARIO) as Scenario] : null

it(`in ${scenarios ? 'the given run' : `${seeds.length} random runs`} nothing is paid twice, and what was said is true`, async () => {
  const run = useWorlds()
  const table = new HitTable()
  const told: string[] = []
  for (const scenario of scenarios ?? seeds.map(randomScenario)) {
    const { result, breaches } = await run(scenario)
    table.add(result)
    if (breaches.length === 0 || told.length >= MOST_TOLD) continue
    const shortest = await shrinkScenario(scenario, async each => (await run(each)).breaches.length > 0)
    told.push([
      ...breaches, `seed ${scenario.schedule.seed}`, ...describeSchedule(shortest.schedule),
      JSON.stringify(result.shown), `FAULT_SCENARIO='${JSON.stringify(shortest)}' npm run faults`,
    ].join('\n'))
  }
  console.info(`seeds ${seeds.at(0)} to ${seeds.at(-1)}\n${table}`)
  expect(told, told.join('\n\n')).toEqual([])
  expect(table.ended('closed') + table.ended('superseded') + table.ended('failed')).toBeGreaterThan(0)
}, Infinity)
