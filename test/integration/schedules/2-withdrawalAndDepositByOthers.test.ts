import { expect, it } from 'vitest'
import type { Fault } from '../../../src/testing'
import { REQUESTED, startSchedule } from '../../helpers/scheduleRig'

const METHOD = 'close_app_session'
/** The first attempt never arrives, so the client fences it and settles for more than 40 s before it sends again. */
const LOST: Fault = { kind: 'cut', at: { moment: 'sent', method: METHOD } }

it('a closing is not overpaid when another participant withdraws and deposits the same amount before it is paid', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', { faults: [
    LOST, { kind: 'withdraw-by-others', at: { after: 10_000 }, to: 0, amount: '0.4' },
    { kind: 'deposit-by-others', at: { after: 20_000 }, to: 0, amount: '0.4' },
  ] })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['closed'])
  expect(closing.receipt).toMatchObject({ result: 'closed', differences: [] })
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false, paid: { usdc: '1.4' }, funded: { usdc: '1.4' } })
})

it('a closing is superseded, not overpaid, when another participant deposits and closes before it is sent again', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', { faults: [
    LOST, { kind: 'deposit-by-others', at: { after: 10_000 }, to: 1, amount: '1' },
    { kind: 'close-by-others', at: { after: 20_000 }, to: 1 },
  ] })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['superseded'])
  expect(verdict()).toMatchObject({ closes: 0, closesByOthers: 1, isOverpaid: false, paid: { usdc: '2' } })
})

it('a closing is not overpaid when a participant deposits between its first attempt and its payout, and withdraws again', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', { faults: [
    LOST, { kind: 'deposit-by-others', at: { after: 10_000 }, to: 0, amount: '1' },
    { kind: 'withdraw-by-others', at: { after: 20_000 }, to: 0, amount: '1' },
  ] })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['closed'])
  expect(verdict()).toMatchObject({ closes: 1, isOverpaid: false })
  expect(verdict().payouts.slice(-2)).toEqual(REQUESTED)
})

it('a closing is superseded, and does not pay out a deposit that was booked at the moment of a close by somebody else', async () => {
  const { connect, close, finish, verdict } = await startSchedule('clearnode', { faults: [
    LOST, { kind: 'deposit-by-others', at: { after: 10_000 }, to: 1, amount: '1', ms: 40 },
    { kind: 'close-by-others', at: { after: 10_020 }, to: 1 },
  ] })
  const { closing } = close(await connect())
  expect(await finish(closing)).toEqual(['superseded'])
  expect(verdict()).toMatchObject({ status: 'open', closes: 0, closesByOthers: 1, funded: { usdc: '2' }, paid: { usdc: '1' } })
})
