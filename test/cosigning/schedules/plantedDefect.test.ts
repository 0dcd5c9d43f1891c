import { expect, it } from 'vitest'
import type { NodeKind } from '../../../src/testing'
import type { Schedule } from './schedule'
import { schedulesFrom, useSchedules } from './scheduleRuns'

/** A defective client: it takes a request for lost after one second and does not wait for a request that has started. */
const HASTY = { window: 1_000, settle: 0 }

it.each<[NodeKind, first: number]>([
  // A little before the first seeds that such a client fails, to save time.
  ['clearnode', 104], ['nitronode', 31],
])('random schedules of several signers on a %s catch a client that gives requests up too early, and the printed schedule fails again', async (node, first) => {
  const { run, runAll } = useSchedules(HASTY)
  const { reports: [report] } = await runAll(schedulesFrom(first, 1_000, 'any', node), { most: 1 })
  const printed = /^FAULT_SCENARIO='(.*)' npm run faults/m.exec(report?.text ?? '')?.[1] ?? 'null'
  const { breaches } = await run(JSON.parse(printed) as Schedule)
  expect(breaches).not.toEqual([])
}, Infinity)
