import type { Scenario } from './world'

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, each) => each !== index)

/** Every scenario that lacks one thing of this one. */
function* shorter(scenario: Scenario): Generator<Scenario> {
  const { schedule, actions, journal } = scenario
  for (const index of schedule.faults.keys()) yield { ...scenario, schedule: { ...schedule, faults: without(schedule.faults, index) } }
  for (const index of actions.keys()) yield { ...scenario, actions: without(actions, index) }
  for (const index of journal.keys()) yield { ...scenario, journal: without(journal, index) }
}

/**
 * Leaves out of a failing scenario what it does not need to fail.
 * @param fails runs a scenario anew and tells whether it still fails
 */
export async function shrinkScenario(scenario: Scenario, fails: (scenario: Scenario) => Promise<boolean>): Promise<Scenario> {
  for (const each of shorter(scenario)) if (await fails(each)) return shrinkScenario(each, fails)
  return scenario
}
