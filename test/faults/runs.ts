import { createVirtualTime, describeSchedule, type FaultyNode } from '../../src/testing'
import type { RecoveryOptions } from '../../src/core'
import { findBreaches } from './breaches'
import { HitTable } from './hitTable'
import { randomScenario } from './randomScenario'
import { shrinkScenario } from './shrinkScenario'
import { useVirtualGlobals } from './virtualGlobals'
import { World, type Scenario } from './world'
import { loadNitronode } from '../helpers/loadNitronode'

/** Breaches that are shortened and told; one that is common would take hours. */
const MOST_TOLD = 5

/** A breach, with the shortest scenario that still shows it. */
export interface ToldBreach {
  readonly scenario: Scenario
  readonly text: string
}

/**
 * Runs scenarios within one test.
 * @param recovery how the clients find out about unknown outcomes. @default as they do by themselves
 */
export function useRuns(recovery: RecoveryOptions = {}) {
  let present = createVirtualTime()
  useVirtualGlobals(() => present)

  async function run(scenario: Scenario) {
    await loadNitronode()
    const world = new World(scenario, recovery)
    present = world.time
    const result = await world.run()
    return { result, breaches: findBreaches(result) }
  }

  async function tell(scenario: Scenario, { result, breaches }: Awaited<ReturnType<typeof run>>): Promise<ToldBreach> {
    const shortest = await shrinkScenario(scenario, async each => (await run(each)).breaches.length > 0)
    const text = [
      ...breaches, ...describeSchedule(shortest.schedule),
      JSON.stringify(result.shown), `FAULT_SCENARIO='${JSON.stringify(shortest)}' npm run faults`,
    ].join('\n')
    return { scenario: shortest, text }
  }

  /** @param most how many breaches are enough */
  async function runAll(scenarios: Iterable<Scenario>, most = MOST_TOLD) {
    const table = new HitTable()
    const told: ToldBreach[] = []
    for (const scenario of scenarios) {
      const outcome = await run(scenario)
      table.add(outcome.result)
      if (outcome.breaches.length > 0) told.push(await tell(scenario, outcome))
      if (told.length >= most) break
    }
    return { table, told }
  }

  return { run, runAll }
}

/** Scenarios of so many seeds in a row. */
export function* scenariosFrom(first: number, runs: number, node: FaultyNode = 'clearnode'): Generator<Scenario> {
  for (let seed = first; seed < first + runs; seed++) yield randomScenario(seed, node)
}
