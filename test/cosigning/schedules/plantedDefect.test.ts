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

it('random schedules of several signers catch a signature that was sent although the journal does not have it', async () => {
  const { runAll } = useSchedules()
  // A journal that lies: a client cannot notice it, but the judge must.
  const faults = [{ write: 1, times: 4, kind: 'lost' }] as const
  const lying = [...schedulesFrom(1, 20)].map(schedule => ({ ...schedule, journals: schedule.devices.map((_, device) => ({ device, faults })) }))
  const { reports: [report] } = await runAll(lying, { most: 1 })
  expect(report?.text).toContain('was sent before the journal had it')
}, Infinity)
