import { expect, it } from 'vitest'
import type { Fault } from '../../../src/testing'
import { REQUESTED, startSchedule } from '../../helpers/scheduleRig'

const METHOD = 'close_app_session'
/** The close is committed 20 ms after its checks. The operate is read before that and written after it. */
const latency = (point: string): number | undefined => point === 'checked' ? 20 : undefined
const RACING_OPERATE: Fault = { kind: 'operate-by-others', at: { moment: 'received', method: METHOD }, to: 0, ms: 40 }

it.each<[string, Fault]>([
  ['the socket dies before the answer', { kind: 'cut', at: { moment: 'answered', method: METHOD } }],
  ['the database does not confirm the close', { kind: 'unconfirmed', at: { moment: 'committed' } }],
  ['the node restarts before it keeps the answer', { kind: 'restart', at: { moment: 'committed', method: METHOD } }],
])('a close that is paid while a racing operate leaves the session open is not sent again when %s', async (_, loss) => {
  const { connect, close, finish, verdict, node } = await startSchedule('clearnode', { faults: [RACING_OPERATE, loss], latency })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ status: 'open', closes: 1, isOverpaid: false, payouts: REQUESTED })
  expect(node.faults.hits()).toMatchObject({ 'operate-by-others': { hits: 1 } })
})

it('a session that is open again after its payout, and then funded again, is not paid out a second time', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', {
    latency, faults: [
      RACING_OPERATE, { kind: 'restart', at: { moment: 'committed', method: METHOD } },
      { kind: 'deposit-by-others', at: { after: 5_000 }, to: 1, amount: '1' },
    ],
  })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ status: 'open', closes: 1, payouts: REQUESTED, funded: { usdc: '2' } })
})
