import { expect, it } from 'vitest'
import {
  createEmbeddedClearnode, createVirtualTime, describeSchedule, FAULT_PROFILES, judge, randomSchedule, seededRandom,
  shrinkSchedule, type FaultSchedule,
} from '../../src/testing'
import { BOB } from '../helpers/flow'
import { NAIVE_WALLET, NaivePolicy } from './naivePolicy'

const SCHEDULES = 200
/** What another device does at the same moment is nobody's fault. */
const KINDS = FAULT_PROFILES.clearnode.kinds.filter(kind => kind !== 'elsewhere')
const scheduleOf = (seed: number): FaultSchedule => randomSchedule(seed, 3, { kinds: KINDS, longest: 5_000 })

async function runNaively(schedule: FaultSchedule) {
  const time = createVirtualTime()
  const node = createEmbeddedClearnode({
    clock: time.now, timers: time, random: seededRandom(schedule.seed ?? 0), faults: schedule,
    latency: point => point === 'checked' ? 20 : undefined,
  })
  const { id } = node.createSession({
    participants: [NAIVE_WALLET, BOB], weights: [100, 0], quorum: 100, application: 'app',
    allocations: [{ participant: NAIVE_WALLET, asset: 'usdc', amount: '1' }],
  })
  let said: boolean | null = null
  void new NaivePolicy(node, time).close(id, [NAIVE_WALLET, '0.7'], [BOB, '0.3']).then((closed) => { said = closed })
  await time.runUntil(() => said !== null)
  await time.runUntilIdle()
  node.dispose()
  return { said, ...judge(node, id) }
}

it('time-out, reconnect and re-send until “closed” is paid twice within 200 schedules', async () => {
  const overpaying: number[] = []
  for (let seed = 1; seed <= SCHEDULES; seed++) if ((await runNaively(scheduleOf(seed))).overpaid) overpaying.push(seed)
  const [first] = overpaying
  expect(first, `none of ${SCHEDULES} schedules made the naive policy overpay`).toBeDefined()
  const fails = async (schedule: FaultSchedule) => (await runNaively(schedule)).overpaid
  const shortest = await shrinkSchedule(scheduleOf(first ?? 0), fails)
  console.info(`naive policy: paid more than once in ${overpaying.length} of ${SCHEDULES} schedules, first with`
    + ` ${describeSchedule(scheduleOf(first ?? 0)).join('\n')}\nof which this is enough:\n${JSON.stringify(shortest)}`)
  expect(await fails(JSON.parse(JSON.stringify(shortest)) as FaultSchedule)).toBe(true)
}, 120_000)

it('the same policy closes once, and says so, where nothing goes wrong', async () => {
  expect(await runNaively({ faults: [] })).toMatchObject({ said: true, closes: 1, overpaid: false })
})

it('a schedule runs the same every time', async () => {
  for (const seed of [3, 14, 159]) expect(await runNaively(scheduleOf(seed))).toEqual(await runNaively(scheduleOf(seed)))
})
