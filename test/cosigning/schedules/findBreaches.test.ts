import { expect, it } from 'vitest'
import type { EmbeddedPayment } from '../../../src/testing'
import { ALICE, BOB } from '../../helpers/people'
import { findBreaches, limitOf, type JudgedSchedule, type LandedRequest } from './findBreaches'
import type { SigningEnd } from './shownEnds'

const AMOUNTS = `${ALICE.toLowerCase()} usdc 0.7, ${BOB.toLowerCase()} usdc 0.3`
const PAYMENT: EmbeddedPayment = {
  by: 'close', requestId: '7', at: 10_000,
  rows: [{ participant: BOB, asset: 'usdc', amount: '0.3' }, { participant: ALICE, asset: 'usdc', amount: '0.7' }],
}
const BY_SUBMITTER: SigningEnd = { id: 'a', device: 0, client: 1, state: 'closed', code: '', amounts: AMOUNTS, startedAt: 5_000, at: 60_000, watchedUntil: null }
const BY_SIGNER: SigningEnd = { ...BY_SUBMITTER, id: 'b', device: 1, client: 2 }

const LANDED: LandedRequest = { requestId: '7', digest: '0x7', honestSigners: new Set([0, 1]), isSentTwice: false }

/** Bob signs what Alice submits, and both learn that the session was paid. */
const CORRECT: JudgedSchedule = {
  funded: { usdc: '1' }, paid: { usdc: '1' }, excess: {}, isOverpaid: false, overpaidSince: null, status: 'closed', closes: 1, closesByOthers: 0,
  payouts: PAYMENT.rows, payments: [PAYMENT], landed: [LANDED],
  stuck: [], unfinished: [], unapproved: [], unkept: [], unsettled: 0, left: 0,
  closings: new Map([
    ['a', { device: 0, role: 'submitter', requestIds: new Set(['7']), digests: new Set(['0x7']), signatures: new Set(['0xa', '0xb']) }],
    ['b', { device: 1, role: 'co-signer', requestIds: new Set(['7']), digests: new Set(['0x7']), signatures: new Set(['0xb']) }],
  ]),
  amountsOf: new Map([['0x7', AMOUNTS]]),
  sentSignatures: new Map([['7', new Set(['0xa', '0xb'])]]),
  shown: [BY_SUBMITTER, BY_SIGNER], endedAt: new Map(), refusals: new Map(), hits: {}, journalHits: [],
}
const OVERPAID = { isOverpaid: true, overpaidSince: 20_000, payments: [PAYMENT, { ...PAYMENT, at: 20_000 }], landed: [LANDED, LANDED] }
const SENT_TWICE: LandedRequest = { ...LANDED, isSentTwice: true }
const BY_OTHERS: LandedRequest = { requestId: '8', digest: '0x8', honestSigners: new Set([2]), isSentTwice: false }
const failed = { state: 'failed', code: 'PROPOSAL_LAPSED' }

it('a schedule in which everybody learns the truth has no breach', () => {
  expect(findBreaches(CORRECT)).toEqual([])
})

it.each<[string, Partial<JudgedSchedule>, string]>([
  ['a session that was overpaid', { ...OVERPAID, shown: [] }, 'paid out more'],
  ['an overpaid session that a device reports as closed', { ...OVERPAID, landed: [SENT_TWICE, SENT_TWICE] }, 'but the session is overpaid'],
  ['other amounts than those of the request', { amountsOf: new Map([['0x7', 'other amounts']]) }, 'paid something else'],
  ['a signature without approval', { unapproved: ['not approved'] }, 'not approved'],
  ['a signature that no journal has', { unkept: [1] }, 'before the journal had it'],
  ['a closing that needs a reload', { stuck: ['device 0'] }, 'without a reload'],
  ['a closing that never ends', { unfinished: ['device 0'] }, 'never ended'],
  ['a call that never ends', { unsettled: 1 }, '1 calls never ended'],
  ['a record that is left', { left: 1 }, 'left in the journal'],
  ['a submitter that cancels what lands', { shown: [{ ...BY_SUBMITTER, state: 'cancelled' }] }, 'its request landed'],
  ['a lapsed signature that is used', { shown: [{ ...BY_SIGNER, ...failed, at: 20_000 }] }, 'its signature was used'],
  ['a lapsed signature for a session that others have paid', {
    shown: [{ ...BY_SIGNER, ...failed }], sentSignatures: new Map([['7', new Set(['0xa'] as const)]]),
  }, 'was paid meanwhile'],
  ['a closing that ended as closed without a payment', { payments: [], landed: [] }, 'other amounts were paid'],
  ['a closing that ended as superseded although it was paid as requested', { shown: [{ ...BY_SIGNER, state: 'superseded' }] }, 'paid as requested'],
  ['a closing that ended as superseded without a payment', { payments: [], shown: [{ ...BY_SIGNER, state: 'superseded' }] }, 'nothing was paid'],
  ['a closing that ended as overpaid although it was paid once', { shown: [{ ...BY_SIGNER, state: 'overpaid' }] }, 'is not overpaid'],
  ['one closing with two results', { shown: [BY_SIGNER, { ...BY_SIGNER, client: 3, state: 'superseded' }] }, 'closed and as superseded'],
])('the judge of schedules finds %s', (_, change, breach) => {
  expect(findBreaches({ ...CORRECT, ...change }).join('\n')).toContain(breach)
})

it('a withdrawn signature may lapse before the others close the session without it', () => {
  const sentSignatures = new Map([['7', new Set(['0xa'] as const)]])
  expect(findBreaches({ ...CORRECT, sentSignatures, shown: [BY_SUBMITTER, { ...BY_SIGNER, ...failed, at: 9_000 }] })).toEqual([])
})

it.each<[string, LandedRequest, LandedRequest, 'L1' | 'L2' | null]>([
  ['one request that a bad submitter has sent twice', SENT_TWICE, SENT_TWICE, 'L1'],
  ['one request that an honest submitter has sent', LANDED, LANDED, null],
  ['two requests that an honest participant has signed both', LANDED, { ...LANDED, requestId: '8' }, null],
  ['two requests of a submitter that sends twice, both signed by an honest participant', SENT_TWICE, { ...SENT_TWICE, requestId: '8' }, null],
  ['two requests without a common honest signer', LANDED, BY_OTHERS, 'L2'],
])('the judge knows which limit, if any, excuses that %s are paid', (_, one, other, limit) => {
  expect(limitOf(one, other)).toBe(limit)
})

it('an overpaid session is not a breach if a limit excuses every pair of its closes and everybody learns of the overpayment', () => {
  const shown = [BY_SUBMITTER, BY_SIGNER].map(end => ({ ...end, state: 'overpaid' }))
  expect(findBreaches({ ...CORRECT, ...OVERPAID, landed: [SENT_TWICE, SENT_TWICE], shown })).toEqual([])
  expect(findBreaches({ ...CORRECT, ...OVERPAID, landed: [LANDED, BY_OTHERS], shown })).toEqual([])
  expect(findBreaches({ ...CORRECT, ...OVERPAID, landed: [LANDED, BY_OTHERS, LANDED], shown }).join()).toContain('paid out more')
})
