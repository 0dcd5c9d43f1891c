import { expect, it } from 'vitest'
import {
  createEmbeddedClearnode, createVirtualTime, describeSchedule, FAULT_PROFILES, judge, randomSchedule, seededRandom,
  shrinkSchedule, type FaultSchedule,
} from '../../src/testing'
import { BOB } from '../helpers/people'
import { isBasic } from './groups/groups'
import { NAIVE_WALLET, NaivePolicy } from './naivePolicy'
import { writeReport } from './report'

const SCHEDULES = 200
/** Without closes by others, which would overpay whatever the client does. */
const KINDS = FAULT_PROFILES.clearnode.kinds.filter(kind => isBasic(kind) && kind !== 'close-by-others')
const scheduleOf = (seed: number): FaultSchedule => randomSchedule(seed, 3, { kinds: KINDS, longest: 5_000 })

async function runNaivePolicy(schedule: FaultSchedule) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({
    clock: time.now, timers: time, random: seededRandom(schedule.seed ?? 0), faults: schedule,
    latency: point => point === 'checked' ? 20 : undefined,
  })
  const { id } = node.createSession({
    participants: [NAIVE_WALLET, BOB], weights: [100, 0], quorum: 100, application: 'app',
    allocations: [{ participant: NAIVE_WALLET, asset: 'usdc', amount: '1' }],
  })
  let hasClosed: boolean | null = null
  void new NaivePolicy(node, time).close(id, [NAIVE_WALLET, '0.7'], [BOB, '0.3']).then((closed) => { hasClosed = closed })
  await time.runUntil(() => hasClosed !== null)
  await time.runUntilIdle()
  node.dispose()
  return { hasClosed, ...judge(node, id) }
}

it(`a client that reconnects and sends again after each timeout pays twice within ${SCHEDULES} random schedules`, async () => {
  const overpaying: number[] = []
  for (let seed = 1; seed <= SCHEDULES; seed++) if ((await runNaivePolicy(scheduleOf(seed))).isOverpaid) overpaying.push(seed)
  const [first] = overpaying
  expect(first, `none of ${SCHEDULES} schedules made the naive policy overpay`).toBeDefined()
  const fails = async (schedule: FaultSchedule) => (await runNaivePolicy(schedule)).isOverpaid
  const shortest = await shrinkSchedule(scheduleOf(first ?? 0), fails)
  await writeReport('naive-policy', `the naive policy overpaid in ${overpaying.length} of ${SCHEDULES} schedules, first with`
    + ` ${describeSchedule(scheduleOf(first ?? 0)).join('\n')}\nof which this part is enough:\n${JSON.stringify(shortest)}`)
  expect(await fails(JSON.parse(JSON.stringify(shortest)) as FaultSchedule)).toBe(true)
}, 120_000)

it('the naive client closes a session once and reports the closing, without faults', async () => {
  expect(await runNaivePolicy({ faults: [] })).toMatchObject({ hasClosed: true, closes: 1, isOverpaid: false })
})

it('a schedule gives the same result with the naive client every time it runs', async () => {
  for (const seed of [3, 14, 159]) expect(await runNaivePolicy(scheduleOf(seed))).toEqual(await runNaivePolicy(scheduleOf(seed)))
})
