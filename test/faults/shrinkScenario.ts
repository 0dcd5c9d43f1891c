import type { Scenario } from './scenario'

const without = <T>(list: readonly T[], removed: number): T[] => list.filter((_, index) => index !== removed)

/** Every scenario that lacks one fault, action or journal fault of this one. */
function* shorterThan(scenario: Scenario): Generator<Scenario> {
  const { schedule, actions, journal } = scenario
  for (const index of schedule.faults.keys()) yield { ...scenario, schedule: { ...schedule, faults: without(schedule.faults, index) } }
  for (const index of actions.keys()) yield { ...scenario, actions: without(actions, index) }
  for (const index of journal.keys()) yield { ...scenario, journal: without(journal, index) }
}

/**
 * Removes everything from a failing scenario that the failure does not need.
 * @param fails runs a scenario from the start and returns whether it fails
 */
export async function shrinkScenario(scenario: Scenario, fails: (scenario: Scenario) => Promise<boolean>): Promise<Scenario> {
  for (const shorter of shorterThan(scenario)) if (await fails(shorter)) return shrinkScenario(shorter, fails)
  return scenario
}
