import { expect, it } from 'vitest'
import { ledgerOf, payouts, split } from '../../../test/helpers/scriptedProtocol'
import type { SessionLedger } from '../sessions/types'
import { judgePayouts } from './payouts'

/** The session held 1 usdc when the closing was planned. */
const plan = { allocations: split('0.7', '0.3'), baseline: [] as string[] }
/** Another close has paid 1 usdc, and the session was funded with 2 usdc in all. */
const OTHER_CLOSE = ledgerOf(payouts('0.4', '0.6'), '2')

it.each<[situation: string, ledger: SessionLedger, isPaidOut: boolean, result: string, baseline?: string[]]>([
  ['the payouts of another close before a deposit that was booked after it', { ...OTHER_CLOSE, emptiedBy: ['2'] }, true, 'superseded'],
  ['a row of zero, which only a close writes, beside a deposit', { ...ledgerOf(payouts('1', '0'), '2'), listsZeroRows: true }, true, 'superseded'],
  ['a row of zero of a node that does not write one for each row of a close', ledgerOf(payouts('1', '0'), '2'), false, 'incomplete'],
  ['withdrawals after a deposit, which never emptied the session', OTHER_CLOSE, false, 'incomplete'],
  ['payouts that emptied the session before the closing was planned', { ...OTHER_CLOSE, emptiedBy: ['2'] }, false, 'incomplete', ['1', '2']],
  ['the requested payouts before a deposit', { ...ledgerOf(payouts('0.7', '0.3'), '2'), emptiedBy: ['2'] }, true, 'closed'],
  ['more payouts than were paid in', { ...ledgerOf([...payouts('0.4', '0.6'), ...payouts('0.4', '0.7', 3)], '2'), emptiedBy: ['2'] }, true, 'overpaid'],
])('the judgement of payouts is right for %s', (_, ledger, isPaidOut, result, baseline = []) => {
  expect(judgePayouts({ ...plan, baseline }, ledger)).toMatchObject({ isPaidOut, result })
})

it('a session that was emptied and funded again is not paid out for somebody who has requested nothing yet', () => {
  expect(judgePayouts({ allocations: [], baseline: [] }, { ...OTHER_CLOSE, emptiedBy: ['2'] }).isPaidOut).toBe(false)
  expect(judgePayouts({ allocations: [], baseline: [] }, ledgerOf(payouts('0.4', '0.6'))).isPaidOut).toBe(true)
})
