import type { Schedule } from './schedule'

const without = <T>(list: readonly T[], removed: number): T[] => list.filter((_, index) => index !== removed)

/** Every schedule that lacks the bad party, the trouble of the network or of journals, one fault, one step, or the last device of this one. */
function* shorterThan(schedule: Schedule): Generator<Schedule> {
  const { faults, steps, devices, weights } = schedule
  const { bad: _bad, ...honest } = schedule
  if (schedule.bad) yield honest
  const { network: _network, ...withGoodNetwork } = schedule
  if (schedule.network) yield withGoodNetwork
  yield* withFewerJournalFaults(schedule)
  for (const index of faults.keys()) yield { ...schedule, faults: without(faults, index) }
  // Only a second device: the session needs one device for each participant.
  const last = devices.length - 1
  if (last >= weights.length) {
    const isKept = (step: Schedule['steps'][number]): boolean => step.device !== last && !(step.kind === 'deliver' && step.to === last)
    yield { ...schedule, devices: devices.slice(0, -1), steps: steps.filter(isKept) }
  }
  for (const index of steps.keys()) yield { ...schedule, steps: without(steps, index) }
}

/** First without all faults of journals, then without those of one device, then without one of them. */
function* withFewerJournalFaults(schedule: Schedule): Generator<Schedule> {
  const { journals = [], ...others } = schedule
  if (journals.length > 0) yield others
  if (journals.length > 1) for (const index of journals.keys()) yield { ...schedule, journals: without(journals, index) }
  for (const [index, { device, faults }] of journals.entries()) {
    if (faults.length < 2) continue
    for (const removed of faults.keys()) yield { ...schedule, journals: journals.with(index, { device, faults: without(faults, removed) }) }
  }
}

/**
 * Removes everything from a failing schedule that the failure does not need.
 * @param fails runs a schedule from the start and returns whether it fails
 */
export async function shrinkSchedule(schedule: Schedule, fails: (schedule: Schedule) => Promise<boolean>): Promise<Schedule> {
  for (const shorter of shorterThan(schedule)) if (await fails(shorter)) return shrinkSchedule(shorter, fails)
  return schedule
}
