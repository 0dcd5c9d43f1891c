import { devicesOf, sessionsOf, type Scenario } from './scenario'

const without = <T>(list: readonly T[], removed: number): T[] => list.filter((_, index) => index !== removed)

/** Every scenario that lacks one fault, action, device or session of this one. */
function* shorterThan(scenario: Scenario): Generator<Scenario> {
  const { schedule, actions, journal, store = [] } = scenario
  for (const index of schedule.faults.keys()) yield { ...scenario, schedule: { ...schedule, faults: without(schedule.faults, index) } }
  for (const index of actions.keys()) yield { ...scenario, actions: without(actions, index) }
  for (const index of journal.keys()) yield { ...scenario, journal: without(journal, index) }
  for (const index of store.keys()) yield { ...scenario, store: without(store, index) }
  // Only the last one of a list, because the others are called by their numbers.
  const [lastDevice, lastSession] = [devicesOf(scenario).length - 1, sessionsOf(scenario).length - 1]
  if (lastDevice > 0) {
    yield { ...scenario, devices: devicesOf(scenario).slice(0, -1), actions: actions.filter(({ tab }) => tab !== lastDevice) }
  }
  if (lastSession > 0) {
    const isKept = (action: Scenario['actions'][number]): boolean => action.kind !== 'close' || action.session !== lastSession
    yield { ...scenario, sessions: sessionsOf(scenario).slice(0, -1), actions: actions.filter(isKept) }
  }
}

/**
 * Removes everything from a failing scenario that the failure does not need.
 * @param fails runs a scenario from the start and returns whether it fails
 */
export async function shrinkScenario(scenario: Scenario, fails: (scenario: Scenario) => Promise<boolean>): Promise<Scenario> {
  for (const shorter of shorterThan(scenario)) if (await fails(shorter)) return shrinkScenario(shorter, fails)
  return scenario
}
