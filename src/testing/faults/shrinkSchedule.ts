import type { FaultSchedule } from './types'

/**
 * Leaves out of a failing schedule what it does not need to fail.
 * @param fails runs a schedule anew and tells whether it still fails
 * @returns a schedule that fails, and that no longer does when any one of its faults is left out
 */
export async function shrinkSchedule(
  schedule: FaultSchedule, fails: (schedule: FaultSchedule) => boolean | Promise<boolean>,
): Promise<FaultSchedule> {
  for (let index = 0; index < schedule.faults.length; index++) {
    const shorter = { faults: schedule.faults.filter((_, each) => each !== index) }
    // What was left out may have been what another fault needed: start over.
    if (await fails(shorter)) return shrinkSchedule(shorter, fails)
  }
  return schedule
}
