import { expect, it } from 'vitest'
import { createMemoryJournal, createNitroliteClient, isFinal, type ClosingState } from '../../src/core'
import {
  createEmbeddedClearnode, createVirtualTime, describeSchedule, FAULT_KINDS, judge, randomSchedule, seededRandom,
  type FaultHits, type FaultKind, type FaultSchedule, type VirtualTime,
} from '../../src/testing'
import { ALICE, ALICE_KEY, APPLICATION, BOB, split, URL_OF_NODE } from '../helpers/flow'
import { useVirtualGlobals } from './virtualGlobals'

const SCHEDULES = Number(process.env['FAULT_RUNS'] ?? 200)
const FIRST = Number(process.env['FAULT_FIRST'] ?? 1)
const MINUTE = 60_000

/** A person who connects until it works, closes, and closes again when told that it failed. */
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
    reconnect: { jitter: 0 }, journal: createMemoryJournal(), timers: time,
  })
  const states: ClosingState[] = []
  for (let tries = 0; tries < 5 && (states.at(-1) ?? 'failed') === 'failed'; tries++) {
    let isConnected: boolean | null = null
    client.connect().then(() => { isConnected = true }, () => { isConnected = false })
    await time.runUntil(() => isConnected !== null, 5 * MINUTE)
    const closing = client.close({ sessionId, allocations: split([ALICE, '0.7'], [BOB, '0.3']) })
    await time.runUntil(() => isFinal(closing.state), 10 * MINUTE)
    if (!isFinal(closing.state)) {
      // Faults stop; whatever was left unknown has to come to its end now.
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
  node.dispose()
  return { states, last, verdict, hits }
}

it(`never overpays in ${SCHEDULES} schedules, and what it says of a closing is true`, async () => {
  let present = createVirtualTime()
  useVirtualGlobals(() => present)
  const ends = new Map<string, number>()
  const totals = new Map<FaultKind, FaultHits>()
  for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
    const schedule = randomSchedule(seed)
    const { states, last, verdict, hits } = await runClient(schedule, (time) => { present = time })
    const story = [...describeSchedule(schedule), JSON.stringify({ states, error: last?.error, recovery: last?.recovery, verdict })].join('\n')
    expect(verdict.closes, story).toBeLessThanOrEqual(1)
    if (verdict.closesElsewhere === 0) expect(verdict.overpaid, story).toBe(false)
    if (last?.state === 'closed') {
      expect(verdict.payouts, story).toEqual(split([ALICE, '0.7'], [BOB, '0.3']))
    }
    if (states.every(state => state === 'failed' || state === 'cancelled')) expect(verdict.closes, story).toBe(0)
    expect(last && isFinal(last.state), story).toBe(true)
    const end = last?.state ?? 'none'
    ends.set(end, (ends.get(end) ?? 0) + 1)
    for (const [kind, each] of Object.entries(hits) as [FaultKind, FaultHits][]) {
      const sum = totals.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
      totals.set(kind, {
        hits: sum.hits + each.hits, duringClose: sum.duringClose + each.duringClose, afterLoss: sum.afterLoss + each.afterLoss,
      })
    }
  }
  console.info([
    `${SCHEDULES} schedules ended: ${[...ends].map(([state, count]) => `${count} ${state}`).join(', ')}`,
    'fault          hits  in flight  after loss',
    ...FAULT_KINDS.map((kind) => {
      const { hits, duringClose, afterLoss } = totals.get(kind) ?? { hits: 0, duringClose: 0, afterLoss: 0 }
      return `${kind.padEnd(13)}${String(hits).padStart(6)}${String(duringClose).padStart(11)}${String(afterLoss).padStart(12)}`
    }),
  ].join('\n'))
  expect(ends.get('closed'), 'no schedule let a closing end well').toBeGreaterThan(0)
  expect(totals.get('cut')?.duringClose, 'no cut hit a close in flight').toBeGreaterThan(0)
}, 300_000)
