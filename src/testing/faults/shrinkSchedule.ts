import type { FaultSchedule } from './types'

/**
 * Removes every fault from a failing schedule that the failure does not need.
 * @param fails runs a schedule from the start and returns whether it fails
 * @returns a schedule that fails, but no longer does if any one of its faults is removed
 */
export async function shrinkSchedule(
  schedule: FaultSchedule, fails: (schedule: FaultSchedule) => boolean | Promise<boolean>,
): Promise<FaultSchedule> {
  for (const removed of schedule.faults.keys()) {
    const shorter = { faults: schedule.faults.filter((_, index) => index !== removed) }
    // Another fault may have been needed only together with the removed one, so start again.
    if (await fails(shorter)) return shrinkSchedule(shorter, fails)
  }
  return schedule
}
