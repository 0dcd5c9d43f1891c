import { expect, it } from 'vitest'
import type { EmbeddedPayment } from '../../src/testing'
import { findBreaches, type JudgedSession } from './breaches'
import type { ShownEnd } from './reports'
import { allocationsFor } from './shares'

const CLOSED: ShownEnd = {
  id: 'a', client: 1, state: 'closed', share: '0.7', startedAt: 0, at: 100, watchedUntil: null, error: 'null',
}
const payment = (share: string, at: number, requestId: string | null = '1'): EmbeddedPayment =>
  ({ by: 'close', requestId, at, rows: allocationsFor(share) })
const LATE = 400_000

/** A session that was paid once as requested, with changes. */
function breachesOf(change: Partial<JudgedSession>, endedAt: ReadonlyMap<number, number> = new Map()): string[] {
  const session: JudgedSession = {
    funded: {}, paid: {}, excess: {}, isOverpaid: false, overpaidSince: null, status: 'closed', closes: 1, closesByOthers: 0, payouts: [],
    payments: [payment('0.7', 50)], hasLaterDeposits: false, shown: [CLOSED], landed: [{ id: 'a', storage: 0 }], arrived: ['a'], agreed: [],
    ...change,
  }
  return findBreaches({ sessions: [session], isDone: true, stuck: [], kept: [], left: 0, endedAt })
}

const ending = (state: string, change: Partial<ShownEnd> = {}): ShownEnd => ({ ...CLOSED, state, ...change })
const BY_OTHERS = { landed: [], closes: 0, closesByOthers: 1 }

it.each<[string, Partial<JudgedSession>]>([
  ['a closing that was paid as requested', {}],
  ['a closing whose split others paid', { ...BY_OTHERS, payments: [payment('0.7', 50, null)] }],
  ['a closing where others withdrew one part and closed with the rest', {
    ...BY_OTHERS, payments: allocationsFor('0.7').map((row, at): EmbeddedPayment => ({ by: at === 0 ? 'withdrawal' : 'close', requestId: null, at: 50 + at, rows: [row] })),
  }],
  ['a superseded closing where another split was paid', { ...BY_OTHERS, payments: [payment('0.2', 50, null)], shown: [ending('superseded')] }],
  ['a closing that one client gave up before another closing paid the session, and a second client found paid otherwise', {
    landed: [{ id: 'b', storage: 0 }], payments: [payment('0.2', 50)],
    shown: [ending('failed', { at: 40 }), ending('closed', { id: 'b', share: '0.2' }), ending('superseded', { client: 2 })],
  }],
  ['a superseded closing that is reported again after another closing has paid its split from later deposits', {
    landed: [{ id: 'b', storage: 1 }], closesByOthers: 1, hasLaterDeposits: true, payments: [payment('0.2', 50, null), payment('0.7', 150, '2')],
    shown: [ending('superseded'), ending('closed', { id: 'b', client: 2, at: 160 }), ending('superseded', { at: 200 })],
  }],
  ['two closers who see that both were paid', {
    landed: [{ id: 'a', storage: 0 }, { id: 'b', storage: 1 }], isOverpaid: true, overpaidSince: 60,
    payments: [payment('0.7', 50), payment('0.7', 60, '2')], shown: [CLOSED, ending('overpaid', { at: 200 }), ending('overpaid', { id: 'b', client: 2 })],
  }],
  ['a second payment that comes long after a closing was reported and watched', {
    landed: [{ id: 'a', storage: 0 }, { id: 'b', storage: 1 }], isOverpaid: true, overpaidSince: LATE,
    payments: [payment('0.7', 50), payment('0.2', LATE, '2')], shown: [CLOSED, ending('overpaid', { id: 'b', client: 2, at: LATE })],
  }],
  ['a closing that one client found overpaid before others deposited the difference, and another client found closed after that', {
    hasLaterDeposits: true, isOverpaid: false, overpaidSince: 60,
    payments: [payment('0.7', 50), { by: 'withdrawal', requestId: null, at: 60, rows: allocationsFor('0.7').slice(0, 1) }],
    shown: [CLOSED, ending('overpaid', { client: 2, at: 70 }), ending('closed', { at: 200 })],
  }],
  ['a session that others funded again and that was closed again', {
    landed: [{ id: 'a', storage: 0 }, { id: 'b', storage: 0 }], hasLaterDeposits: true,
    payments: [payment('0.7', 50), payment('0.2', 60, '2')], shown: [CLOSED, ending('closed', { id: 'b', share: '0.2' })],
  }],
])('the judge accepts %s', (_, change) => {
  expect(breachesOf(change)).toEqual([])
})

it.each<[string, Partial<JudgedSession>]>([
  ['a closing was reported as overpaid, but the session is not overpaid', { shown: [ending('overpaid')] }],
  ['a closing was reported as overpaid, but the session is not overpaid', {
    // It became overpaid only after the report.
    shown: [ending('overpaid')], overpaidSince: LATE, isOverpaid: true, payments: [payment('0.7', 50), payment('0.7', LATE, null)],
  }],
  ['a closing was reported as superseded, but the session was paid as requested', { shown: [ending('superseded')] }],
  ['a closing was reported as superseded, but nothing was paid', { ...BY_OTHERS, payments: [], shown: [ending('superseded')] }],
  ['a closing was reported as closed, but other amounts were paid', { payments: [payment('0.2', 50)] }],
  ['a closing was reported as failed, but it landed', { shown: [ending('failed')] }],
  ['a closing found the session closed and failed, but the session was paid as requested', {
    landed: [{ id: 'b', storage: 1 }], shown: [ending('failed', { error: '{"code":"SESSION_NOT_OPEN"}' }), ending('closed', { id: 'b', client: 2 })],
  }],
  ['2 closes were committed', {
    landed: [{ id: 'a', storage: 0 }, { id: 'b', storage: 0 }], payments: [payment('0.7', 50), payment('0.7', 60, '2')],
    shown: [CLOSED, ending('closed', { id: 'b' })],
  }],
  ['one closing landed twice', { landed: [{ id: 'a', storage: 0 }, { id: 'a', storage: 0 }], hasLaterDeposits: true }],
  ['the session paid out more than was paid in', { isOverpaid: true, overpaidSince: 60, shown: [ending('overpaid')] }],
  ['a closing landed, but no client and no history knows it', { shown: [] }],
  ['one closing was reported as failed and as superseded', {
    ...BY_OTHERS, payments: [payment('0.2', 50, null)], shown: [ending('failed', { at: 60 }), ending('superseded', { client: 2 })],
  }],
  ['one closing was reported as superseded and as closed', {
    payments: [payment('0.7', 150), payment('0.2', 50, null)], shown: [ending('superseded'), ending('closed', { at: 200 })],
  }],
])('the judge finds that %s', (breach, change) => {
  expect(breachesOf(change)).toContain(breach)
})

it('the judge expects the correction of every client that was open long enough to see a second payment', () => {
  const doublePaid: Partial<JudgedSession> = {
    landed: [{ id: 'a', storage: 0 }, { id: 'b', storage: 1 }], isOverpaid: true, overpaidSince: 20_000,
    payments: [payment('0.7', 50), payment('0.7', 20_000, '2')],
    shown: [CLOSED, ending('overpaid', { id: 'b', client: 2, at: 20_001 })],
  }
  const breach = 'a closing was reported as closed, but the session is overpaid'
  expect(breachesOf(doublePaid)).toEqual([breach])
  expect(breachesOf(doublePaid, new Map([[1, LATE]]))).toEqual([breach])
  expect(breachesOf(doublePaid, new Map([[1, 25_000]]))).toEqual([])
})

it('the judge names closings that did not end, and records that were left', () => {
  const run = { sessions: [], kept: [], endedAt: new Map<number, number>() }
  expect(findBreaches({ ...run, isDone: false, stuck: ['confirming, reading'], left: 0 })).toEqual([
    'a closing did not end without a reload: confirming, reading', 'a closing never reached a final state',
  ])
  expect(findBreaches({ ...run, isDone: true, stuck: [], left: 1 })).toEqual(['a record was left in the journal'])
})
