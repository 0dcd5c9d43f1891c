import { expect, it } from 'vitest'
import type { Schedule } from './schedule'
import { schedulesFrom, useSchedules } from './scheduleRuns'

/** A defective client: it takes a request for lost after one second and does not wait for a request that has started. */
const HASTY = { window: 1_000, settle: 0 }
/** A little before the first seed that such a client fails, to save time. */
const FIRST = 104

it('random schedules of several signers catch a client that gives requests up too early, and the printed schedule fails again', async () => {
  const { run, runAll } = useSchedules(HASTY)
  const { reports: [report] } = await runAll(schedulesFrom(FIRST, 1_000), { most: 1 })
  const printed = /^FAULT_SCENARIO='(.*)' npm run faults/m.exec(report?.text ?? '')?.[1] ?? 'null'
  const { breaches } = await run(JSON.parse(printed) as Schedule)
  expect(breaches).not.toEqual([])
}, Infinity)
