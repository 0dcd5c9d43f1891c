import { expect, it } from 'vitest'
import { ALICE, BOB, session, SESSION_ID, split } from '../../../test/helpers/scriptedProtocol'
import type { Allocation, AppSession } from '../sessions/types'
import { fitsTotals, planUseOf } from './planUse'

const requestOf = (allocations: readonly Allocation[]) => ({ sessionId: SESSION_ID, allocations })
/** Rows that are computed from the session. */
const COMPUTED = { ...requestOf([]), allocate: () => split('0.7', '0.3') }
/** The session as its totals show it. */
const totalsOf = (...totals: readonly [symbol: string, total: string][]): AppSession =>
  ({ ...session, allocations: [], assets: totals.map(([symbol, total]) => ({ symbol, decimals: 6, scale: 6, total })) })
const ONE = totalsOf(['usdc', '1'])

it.for([
  ['a request for two participants', 'closed by totals', requestOf(split('0.7', '0.3'))],
  ['a request that leaves somebody out', 'closed alone', requestOf([{ participant: ALICE, asset: 'usdc', amount: '1' }])],
  ['a request that names one participant for two assets', 'closed alone', requestOf(['usdc', 'weth'].map(asset => ({ participant: ALICE, asset, amount: '1' })))],
  ['a request without rows', 'closed alone', requestOf([])],
  ['a request that is computed from the totals', 'closed by totals', COMPUTED],
  ['a request whose computed rows are known for two participants', 'closed by totals', { ...COMPUTED, ...requestOf(split('0.7', '0.3')) }],
  ['a request whose computed rows are known for one participant', 'closed alone', { ...COMPUTED, ...requestOf([{ participant: ALICE, asset: 'usdc', amount: '1' }]) }],
] as const)('%s is first planned with the session read to be "%s"', ([, use, request]) => {
  expect(planUseOf(request)).toBe(use)
})

it.for<[situation: string, fits: boolean, session: AppSession, allocations: readonly Allocation[]]>([
  ['rows for everybody that add up fit', true, ONE, split('0.7', '0.3')],
  ['rows that add up to less do not fit', false, ONE, split('0.7', '0.2')],
  ['rows that leave somebody out do not fit, because that participant may hold something', false, ONE, [{ participant: ALICE, asset: 'usdc', amount: '1' }]],
  ['rows for one of two assets do not fit', false, totalsOf(['usdc', '1'], ['weth', '1']), split('0.7', '0.3')],
  ['two rows for one participant do not fit', false, ONE, [{ participant: ALICE, asset: 'usdc', amount: '0.5' }, { participant: ALICE, asset: 'usdc', amount: '0.5' }]],
  ['rows of zero for a session that seems to hold nothing do not fit', false, totalsOf(['usdc', '0']), split('0', '0')],
  ['rows for a session without any asset do not fit', false, totalsOf(), split('0', '0')],
  ['rows for a session of which the list shows payouts only do not fit', false, totalsOf(['usdc', '1'], ['weth', '-1']), [...split('0.7', '0.3'), { participant: BOB, asset: 'weth', amount: '-1' }]],
])('for a plan by totals, %s', ([, fits, known, allocations]) => {
  expect(fitsTotals(known, requestOf(allocations))).toBe(fits)
})

it('for a plan by totals, computed rows fit every session that holds something', () => {
  expect(fitsTotals(ONE, COMPUTED)).toBe(true)
  expect(fitsTotals(totalsOf(['usdc', '0']), COMPUTED)).toBe(false)
})

it('for a plan by totals, computed rows that are known before fit like those of any other request', () => {
  expect(fitsTotals(ONE, { ...COMPUTED, ...requestOf(split('0.7', '0.3')) })).toBe(true)
  expect(fitsTotals(ONE, { ...COMPUTED, ...requestOf(split('0.7', '0.2')) })).toBe(false)
})
