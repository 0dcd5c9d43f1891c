import { expect, it } from 'vitest'
import type { Fault, Moment } from '../../../src/testing'
import { startSchedule } from '../../helpers/scheduleRig'

const METHOD = 'app_sessions.v1.submit_app_state'
const MOMENTS: readonly Moment[] = ['sent', 'delivered', 'received', 'checked', 'committed', 'answered']
const CASES = MOMENTS.flatMap((moment): [number, Moment][] => [[1, moment], [2, moment]])

async function statesWith(fault: Fault) {
  const { connect, close, finish, verdict } = await startSchedule('nitronode', { faults: [fault], latency: point => point === 'checked' ? 20 : undefined })
  const { closing, states } = close(await connect())
  await finish(closing)
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false })
  return states
}

it.each(CASES)('a closing does not show `agreed` when the socket dies at submission #%i: %s', async (nth, moment) => {
  const states = await statesWith({ kind: 'cut', at: { moment, method: METHOD, ...nth > 1 && { nth } } })
  expect(states).not.toContain('agreed')
  expect(states.at(-1)).toBe('closed')
})

it.each([1, 5, 15, 40])('a closing does not show `agreed` when all sockets die %i ms after the split is agreed', async (after) => {
  const { connect, close, finish, node, until, time } = await startSchedule('nitronode', { latency: point => point === 'checked' ? 20 : undefined })
  const { closing, states } = close(await connect())
  await until(() => 'updates' in node && node.updates().length === 1)
  await time.advance(after)
  node.faults.add({ kind: 'cut', at: { after: 0 } })
  expect(await finish(closing)).toEqual(['closed'])
  expect(states).not.toContain('agreed')
})
