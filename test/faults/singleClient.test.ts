import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, isFinal, type ClosingState } from '../../src/core'
import {
  createEmbeddedClearnode, createVirtualTime, describeSchedule, FAULT_PROFILES, judge, randomSchedule, seededRandom,
  type FaultSchedule, type VirtualTime,
} from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split, URL_OF_NODE } from '../helpers/flow'
import { useNativeCurve } from '../helpers/nativeCurve'
import { isBasic } from './groups/groups'
import { HitTable } from './hitTable'
import { writeReport } from './report'
import { useVirtualGlobals } from './virtualGlobals'

const SCHEDULES = Number(process.env['FAULT_RUNS'] ?? 120)
const FIRST = Number(process.env['FAULT_FIRST'] ?? 1)
const MINUTE = 60_000
const KINDS = FAULT_PROFILES.clearnode.kinds.filter(isBasic)

/** A person connects until it works, closes, and closes again after a failure. */
async function runClient(schedule: FaultSchedule, setTime: (time: VirtualTime) => void) {
  const time = createVirtualTime()
  setTime(time)
  const node = createEmbeddedClearnode({
    clock: time.now, timers: time, random: seededRandom(schedule.seed ?? 0), faults: schedule,
    latency: point => point === 'checked' ? 20 : undefined,
  })
  const { id: sessionId } = node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  })
  const client = createNitroliteClient({
    url: URL_OF_NODE, application: APPLICATION, signer: ALICE_KEY, WebSocket: node.WebSocket,
    reconnect: { jitter: 0 }, journal: createMemoryJournal(), timers: time, signatures: useNativeCurve(),
  })
  const states: ClosingState[] = []
  for (let tries = 0; tries < 5 && (states.at(-1) ?? 'failed') === 'failed'; tries++) {
    let isConnected: boolean | null = null
    client.connect().then(() => { isConnected = true }, () => { isConnected = false })
    await time.runUntil(() => isConnected !== null, 5 * MINUTE)
    const closing = client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
    await time.runUntil(() => isFinal(closing.state), 10 * MINUTE)
    if (!isFinal(closing.state)) {
      // Without faults, the closing has to reach a final state now.
      node.faults.clear()
      await time.runUntil(() => isFinal(closing.state), 5 * 60 * MINUTE)
    }
    states.push(closing.state)
  }
  await time.advance(5 * MINUTE)
  const last = client.closings.list()[0]
  const verdict = judge(node, sessionId)
  client.dispose()
  const hits = node.faults.hits()
  const { lostAnswers } = node.faults
  node.dispose()
  return { states, last, verdict, hits, lostAnswers }
}

it(`one client never overpays in ${SCHEDULES} random schedules, and reports the truth about its closings`, async () => {
  let current = createVirtualTime()
  useVirtualGlobals(() => current)
  const table = new HitTable()
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    const schedule = randomSchedule(seed, 3, { kinds: KINDS })
    const { states, last, verdict, hits, lostAnswers } = await runClient(schedule, (time) => { current = time })
    const story = [...describeSchedule(schedule), JSON.stringify({ states, error: last?.error, recovery: last?.recovery, verdict })].join('\n')
    expect(verdict.closes, story).toBeLessThanOrEqual(1)
    if (verdict.closesByOthers === 0) expect(verdict.isOverpaid, story).toBe(false)
    if (last?.state === 'closed') {
      expect(verdict.payouts, story).toEqual(split([ALICE, '0.7'], [BOB, '0.3']))
    }
    if (states.every(state => state === 'failed' || state === 'cancelled')) expect(verdict.closes, story).toBe(0)
    expect(last && isFinal(last.state), story).toBe(true)
    table.add({ sessions: [{ shown: last ? [last] : [] }], hits, journalHits: {}, storeHits: {}, groups: [], lostAnswers })
  }
  await writeReport('single-client', `one client, seeds ${FIRST} to ${FIRST + SCHEDULES - 1}\n${table}`)
  expect(table.ended('closed'), 'no closing ended as closed').toBeGreaterThan(0)
  expect(table.hitsOf('cut').duringClose, 'no cut hit a close in flight').toBeGreaterThan(0)
}, 300_000)
