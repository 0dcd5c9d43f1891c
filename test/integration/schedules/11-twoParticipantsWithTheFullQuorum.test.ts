import { expect, it } from 'vitest'
import type { NodeKind } from '../../../src/testing'
import { ALICE, BOB, BOB_KEY, split } from '../../helpers/people'
import { startSchedule } from '../../helpers/scheduleRig'

const [ALICES, BOBS] = [split([ALICE, '0.7'], [BOB, '0.3']), split([ALICE, '0.2'], [BOB, '0.8'])]
const latency = (point: string): number | undefined => point === 'checked' ? WORK : undefined
/** How long the node works on a close between its checks and its commit: the time in which it accepts a second one. */
const WORK = 20
/** Milliseconds by which Bob is later than Alice. */
const DELAYS = [0, 5, 15, 25, 40, 200]

async function race(kind: NodeKind, allocations: typeof ALICES, delay: number) {
  const { time, connect, close, finish, verdict } = await startSchedule(kind, { weights: [100, 100], latency })
  const [alice, bob] = [await connect(), await connect({ signer: BOB_KEY })]
  const first = close(alice, ALICES)
  await time.advance(delay)
  const second = close(bob, allocations)
  return { states: await finish(first.closing, second.closing), verdict: verdict(), closings: [first.closing, second.closing] }
}

it.each(DELAYS)('clearnode: two participants who close with the same split, %i ms apart, both see what was paid', async (delay) => {
  const { states, verdict, closings } = await race('clearnode', ALICES, delay)
  const expected = verdict.isOverpaid ? 'overpaid' : 'closed'
  // The second participant may find the session closed before anything is sent.
  const isTooLate = closings[1]?.error?.code === 'SESSION_NOT_OPEN'
  expect(states).toEqual([expected, isTooLate ? 'failed' : expected])
  expect(verdict.isOverpaid).toBe(delay < WORK)
})

it.each(DELAYS)('clearnode: two participants who close with different splits, %i ms apart, both see what was paid', async (delay) => {
  const { states, verdict, closings } = await race('clearnode', BOBS, delay)
  expect(verdict.isOverpaid).toBe(delay < WORK)
  if (verdict.isOverpaid) expect(states).toEqual(['overpaid', 'overpaid'])
  else {
    expect(states[0]).toBe('closed')
    expect(['SESSION_NOT_OPEN', 'CLOSING_SUPERSEDED']).toContain(closings[1]?.error?.code)
  }
})

it.each(DELAYS)('nitronode: two participants who close with the same split, %i ms apart, pay once and both see the result', async (delay) => {
  const { states, verdict, closings } = await race('nitronode', ALICES, delay)
  expect(verdict).toMatchObject({ isOverpaid: false, closes: 1 })
  const isTooLate = closings[1]?.error?.code === 'SESSION_NOT_OPEN'
  expect(states).toEqual(['closed', isTooLate ? 'failed' : 'closed'])
})

it.each([1, 5_000, 20_000])('a client that has seen its payout reports a second payment by the other participant that is booked %i ms later', async (ms) => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', {
    weights: [100, 100], latency, faults: [
      // Both closes have passed their checks; the node works on Bob's for longer.
      { kind: 'stall', at: { moment: 'checked', method: 'close_app_session', nth: 2 }, ms },
    ],
  })
  const [alice, bob] = [await connect(), await connect({ signer: BOB_KEY })]
  const [first, second] = [close(alice, ALICES), close(bob, BOBS)]
  expect(await finish(first.closing, second.closing)).toEqual(['overpaid', 'overpaid'])
  expect(verdict()).toMatchObject({ isOverpaid: true, closes: 2 })
})
