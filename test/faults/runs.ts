import type { RecoveryOptions } from '../../src/core'
import { createVirtualTime, describeSchedule, type NodeKind } from '../../src/testing'
import { loadNitronode } from '../helpers/loadNitronode'
import { findBreaches } from './breaches'
import type { FaultGroupName } from './groups/groups'
import { HitTable } from './hitTable'
import { randomScenario } from './randomScenario'
import type { Scenario } from './scenario'
import { shrinkScenario } from './shrinkScenario'
import { useVirtualGlobals } from './virtualGlobals'
import { World } from './world'

/** How many failing runs are shrunk and reported. A common breach would otherwise take hours. */
const MOST_REPORTED = 5

/** A failing run. */
export interface BreachReport {
  /** The shortest scenario that still fails. */
  readonly scenario: Scenario
  /** The breaches, the faults in English, and the command that runs the scenario again. */
  readonly text: string
}

/**
 * Runs scenarios within one test.
 * @param recovery how the clients resolve unknown outcomes. @default the defaults of the client
 */
export function useRuns(recovery: RecoveryOptions = {}) {
  let time = createVirtualTime()
  useVirtualGlobals(() => time)

  async function run(scenario: Scenario) {
    await loadNitronode()
    const world = new World(scenario, recovery)
    time = world.time
    const result = await world.run()
    return { result, breaches: findBreaches(result) }
  }

  async function report(scenario: Scenario, { result, breaches }: Awaited<ReturnType<typeof run>>): Promise<BreachReport> {
    const shortest = await shrinkScenario(scenario, async shorter => (await run(shorter)).breaches.length > 0)
    const text = [
      ...breaches, ...describeSchedule(shortest.schedule),
      JSON.stringify(result.sessions.flatMap(({ shown }) => shown)), `FAULT_SCENARIO='${JSON.stringify(shortest)}' npm run faults`,
    ].join('\n')
    return { scenario: shortest, text }
  }

  /** @param most stops after this many failing runs */
  async function runAll(scenarios: Iterable<Scenario>, most = MOST_REPORTED) {
    const table = new HitTable()
    const reports: BreachReport[] = []
    for (const scenario of scenarios) {
      const outcome = await run(scenario)
      table.add(outcome.result)
      if (outcome.breaches.length > 0) reports.push(await report(scenario, outcome))
      if (reports.length >= most) break
    }
    return { table, reports }
  }

  return { run, runAll }
}

/** The scenarios of this many seeds in a row. */
export function* scenariosFrom(
  first: number, runs: number, node: NodeKind = 'clearnode', groups?: readonly FaultGroupName[],
): Generator<Scenario> {
  for (let seed = first; seed < first + runs; seed++) yield randomScenario(seed, node, groups)
}
