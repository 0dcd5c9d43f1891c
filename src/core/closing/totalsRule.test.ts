import { expect, it } from 'vitest'
import { ALICE, BOB, session, SESSION_ID, split } from '../../../test/helpers/scriptedProtocol'
import type { Allocation, AppSession } from '../sessions/types'
import type { Address } from '../types'
import type { ComputedCloseRequest } from './request'
import { totalsRuleFor } from './totalsRule'

const requestOf = (allocations: readonly Allocation[]) => ({ sessionId: SESSION_ID, allocations })
/** Rows that are computed from the session. */
const COMPUTED = { ...requestOf([]), allocate: () => split('0.7', '0.3') }
/** The session as its totals show it. */
const totalsOf = (...totals: readonly [symbol: string, total: string][]): AppSession =>
  ({ ...session, allocations: [], assets: totals.map(([symbol, total]) => ({ symbol, decimals: 6, scale: 6, total })) })
const ONE = totalsOf(['usdc', '1'])

const ONE_FOR_ALICE: Allocation = { participant: ALICE, asset: 'usdc', amount: '1' }
const IN_OTHER_CASE: Allocation = { participant: ALICE.toLowerCase() as Allocation['participant'], asset: 'usdc', amount: '0' }
const TWO_ASSETS = ['usdc', 'weth'].map(asset => ({ participant: ALICE, asset, amount: '1' }))
const CAROL = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

it.for<[situation: string, request: ComputedCloseRequest, participants: readonly Address[] | null, mayBeEnough: boolean]>([
  ['a request for two participants of a session that is not known', requestOf(split('0.7', '0.3')), null, true],
  ['a request for one participant of a session that is not known', requestOf([ONE_FOR_ALICE]), null, false],
  ['a request for two assets of one participant of a session that is not known', requestOf(TWO_ASSETS), null, false],
  ['a request that spells one participant in two ways', requestOf([ONE_FOR_ALICE, IN_OTHER_CASE]), null, false],
  ['a request without rows', requestOf([]), null, false],
  ['a request for both participants', requestOf(split('0.7', '0.3')), [ALICE, BOB], true],
  ['a request that leaves one of three participants out', requestOf(split('0.7', '0.3')), [ALICE, BOB, CAROL], false],
  ['a request for the only participant', requestOf([IN_OTHER_CASE]), [ALICE], true],
  ['a request whose rows are computed', COMPUTED, null, true],
  ['a request whose rows are computed, of a known session', COMPUTED, [ALICE, BOB], true],
  ['a request whose computed rows are known for two participants', { ...COMPUTED, ...requestOf(split('0.7', '0.3')) }, null, true],
  ['a request whose computed rows are known for one participant', { ...COMPUTED, ...requestOf([ONE_FOR_ALICE]) }, null, false],
])('whether totals may be enough: %s', ([, request, participants, mayBeEnough]) => {
  expect(totalsRuleFor(request).mayBeEnough(participants)).toBe(mayBeEnough)
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
  expect(totalsRuleFor(requestOf(allocations)).areEnough(known)).toBe(fits)
})

it('for a plan by totals, computed rows fit every session that holds something', () => {
  expect(totalsRuleFor(COMPUTED).areEnough(ONE)).toBe(true)
  expect(totalsRuleFor(COMPUTED).areEnough(totalsOf(['usdc', '0']))).toBe(false)
})

it('for a plan by totals, computed rows that are known before fit like those of any other request', () => {
  expect(totalsRuleFor({ ...COMPUTED, ...requestOf(split('0.7', '0.3')) }).areEnough(ONE)).toBe(true)
  expect(totalsRuleFor({ ...COMPUTED, ...requestOf(split('0.7', '0.2')) }).areEnough(ONE)).toBe(false)
})
