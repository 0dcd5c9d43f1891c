import { expect, it } from 'vitest'
import type { Moment } from '../../../src/testing'
import { ALICE, BOB, split } from '../../helpers/people'
import { startSchedule } from '../../helpers/scheduleRig'

const ALL_TO_ALICE = split([ALICE, '1'], [BOB, '0'])
const READS = ['get_app_sessions', 'get_app_definition', 'get_ledger_entries', 'get_ledger_transactions']
const MOMENTS = READS.flatMap(method => (['received', 'answered'] as const).flatMap(moment =>
  [1, 2, 3, 4].map((nth): [Moment, string, number] => [moment, method, nth])))

it.each(MOMENTS)('a session that others close with the same split when a closing is planned is never superseded: %s, %s #%i', async (moment, method, nth) => {
  const { node, connect, close, finish, sessionId } = await startSchedule('clearnode')
  const client = await connect()
  const { closing } = close(client, ALL_TO_ALICE)
  // A read that does not name a session triggers no change of it, so the change is made at the next one that does.
  node.faults.add({ kind: 'close-by-others', at: { moment, method, nth }, to: 0 })
  const [state] = await finish(closing)
  expect(['closed', 'failed']).toContain(state)
  // The session was not read yet, or it was seen to be closed.
  if (state === 'failed') expect(closing.error?.code).toBe('SESSION_NOT_OPEN')
  else expect(closing.receipt).toMatchObject({ result: 'closed', differences: [] })
  expect(node.sessionLedger(sessionId).closes).toHaveLength(1)
})

it('a closing whose split others paid after it was planned is closed, and its receipt says that others paid it', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', {
    faults: [{ kind: 'close-by-others', at: { moment: 'sent', method: 'close_app_session' }, to: 0 }],
  })
  const { closing } = close(await connect(), ALL_TO_ALICE)
  expect(await finish(closing)).toEqual(['closed'])
  expect(closing.receipt).toMatchObject({ result: 'closed', by: 'others' })
  expect(verdict()).toMatchObject({ closes: 0, closesByOthers: 1, isOverpaid: false })
})
