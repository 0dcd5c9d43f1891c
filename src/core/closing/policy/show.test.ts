import { describe, expect, it } from 'vitest'
import { attemptIn, draftOf, known, knownAtOnce, looked, NOW, planInRounds, planOf, planTogether, SETTLE, sharedDraft, troubleOf, verdictOf } from '../../../../test/helpers/knownClosing'
import { payouts, split } from '../../../../test/helpers/scriptedProtocol'
import { sampleReceipt } from '../../../../test/helpers/sampleSession'
import { describeError, NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { PayoutVerdict } from '../../receipts/payouts'
import type { ClosingSnapshot } from '../types'
import type { Action } from './action'
import type { Held, Knowledge } from './knowledge'
import { next } from './next'
import { show } from './show'

/** One letter for each status of a step. */
const LETTERS = { waiting: '-', active: '>', done: '+', failed: 'x', unknown: '?' }

/** What a person sees, in one line: the state, the steps, the error, the phase of the recovery, and the rest where there is any. */
function lineOf({ state, steps, error, recovery, receipt, watchedUntil }: ClosingSnapshot): string {
  return [
    state, steps.map(({ status }) => LETTERS[status]).join(''), error?.code,
    recovery && `${recovery.phase}${recovery.until === null ? '' : ` ${(recovery.until - NOW.at) / 1000} s`}${recovery.canRevoke ? ' can revoke' : ''}`,
    receipt && `receipt ${receipt.result}`,
    watchedUntil !== null && `watched ${(watchedUntil - NOW.at) / 1000} s`,
  ].filter(Boolean).join(' ')
}

type Row = readonly [situation: string, knowledge: Knowledge, shown: string, action?: Action]
const rows = (...all: Row[]): Row[] => all

/** The action is the one that the policy takes in the situation, unless the row names it. */
const check = ([, k, shown, action = next(k, NOW)]: Row): void => { expect(lineOf(show(k, action))).toBe(shown) }

const TWO_STEPS = planOf('operate', 'close')
const SPLIT_LANDED = attemptIn('landed', { submission: 'operate' })
const TAKE_TURN: Action = { do: 'take turn' }
const waiting = (phase: Extract<Action, { do: 'wait' }>['phase'], seconds: number | null = null): Action =>
  ({ do: 'wait', until: NOW.at + 500, phase, expectedAt: seconds === null ? null : NOW.at + seconds * 1000 })
const ended = (state: 'failed' | 'cancelled', ...[code, data]: ConstructorParameters<typeof NitroliteError>): Action =>
  ({ do: 'end', as: { state, error: new NitroliteError(code, data) } })
const lookBy = (by: 'wallet' | 'witness'): Action => ({ do: 'look', attempts: [], by })
const heldBy = (code: 'WALLET_REJECTED' | 'AUTH_REQUIRED', more: Partial<Held> = {}): Held =>
  ({ error: new NitroliteError(code), at: NOW.at, leaveAt: null, isContinuing: false, ...more })

describe('before anything is sent', () => {
  it.for(rows(
    ['a new closing is planning, and nothing is checked yet', known({ turn: 'not asked', plan: null }), 'planning -----'],
    ['a closing that reads the session is planning and being checked', known({ plan: null }), 'planning >----'],
    ['a planned closing is signing', known(), 'signing +>---'],
    ['a closing that collects signatures of others is shown as collecting', known({ plan: planTogether('submitter'), draft: sharedDraft([]), store: { record: 'kept' } }), 'collecting +>---'],
    ['a closing in a room whose record may not be in the journal is not shown as collecting', known({ plan: planInRounds(), store: { record: 'kept', isDoubted: true }, trouble: troubleOf('JOURNAL_FAILED') }), 'signing +>---'],
    ['a signed closing that is being written down is signing, and about to be sent', known({ draft: draftOf() }), 'signing ++>--'],
    ['a closing that is handed to the socket is submitting', known({ attempts: [attemptIn('written')] }), 'submitting ++>--'],
    ['a written attempt that is not being sent is signing', known({ attempts: [attemptIn('written')] }), 'signing ++>--', TAKE_TURN],
    ['an attempt that reached no socket is signed again before it is sent', known({ attempts: [attemptIn('refused', { code: 'NOT_CONNECTED' })] }), 'signing +>---'],
    ['an attempt that reached no socket is not sent while the closing waits for the next one', known({ attempts: [attemptIn('refused', { code: 'NOT_CONNECTED' })] }), 'signing ++>--', waiting(null)],
    ['an attempt that is awaited after another one reached no socket is submitting', known({ attempts: [attemptIn('refused', { code: 'NOT_CONNECTED' }), attemptIn('awaited', { id: 2 })] }), 'submitting +++>-'],
    ['a stopped closing is not cancelled before its record is known to be gone', known({ attempts: [attemptIn('written')], person: { hasStopped: true } }), 'signing ++>--'],
    ['a stopped closing without a record is cancelled', known({ person: { hasStopped: true } }), 'cancelled +---- CLOSING_CANCELLED'],
    ['a closing whose planning failed has failed at the check', known({ plan: null, trouble: troubleOf('SESSION_NOT_OPEN') }), 'failed x---- SESSION_NOT_OPEN'],
    ['a closing whose wallet declined is cancelled at the signature', known({ trouble: troubleOf('WALLET_REJECTED') }), 'cancelled +x--- WALLET_REJECTED'],
    ['a closing whose record cannot be written has failed', known({ trouble: troubleOf('JOURNAL_UNAVAILABLE') }), 'failed +x--- JOURNAL_UNAVAILABLE'],
    ['a closing that another client works on has failed', known({ turn: 'theirs', plan: null }), 'failed ----- CLOSING_IN_PROGRESS'],
  ))('in the snapshot before anything is sent, %s', check)
})

describe('sent, and its outcome unknown', () => {
  const doubtful = (parts: Parameters<typeof known>[0] = {}) => known({ attempts: [attemptIn('doubtful')], ...parts })
  const voided = (parts: Parameters<typeof known>[0] = {}) => known({ attempts: [attemptIn('void', { ago: 40_000 })], node: looked(false), ...parts })
  const probed = looked(false, { isProbed: true })
  it.for(rows(
    ['an attempt whose answer may come is submitting', known({ attempts: [attemptIn('awaited')] }), 'submitting +++>-'],
    ['an overdue answer is confirming, and the node is being read', doubtful(), 'confirming +++?- CLOSING_UNKNOWN reading'],
    ['a witness that is not connected yet is shown as connecting', doubtful(), 'confirming +++?- CLOSING_UNKNOWN connecting', lookBy('witness')],
    ['a witness that is connected is shown as reading', doubtful({ node: { looks: { ...looked(false).looks, count: 0 } } }), 'confirming +++?- CLOSING_UNKNOWN reading', lookBy('witness')],
    ['an attempt that the node may still start is shown as fencing', doubtful({ node: probed }), 'confirming +++?- CLOSING_UNKNOWN fencing'],
    ['fencing with an expected end shows that time', doubtful(), 'confirming +++?- CLOSING_UNKNOWN fencing 12 s', waiting('fencing', 12)],
    ['a wait that ending the session key would end can be revoked', doubtful({ node: { ...probed, looks: { ...probed.looks, canRevoke: true } } }), 'confirming +++?- CLOSING_UNKNOWN fencing can revoke'],
    ['only fencing can be revoked', doubtful({ node: { looks: { ...probed.looks, canRevoke: true } } }), 'confirming +++?- CLOSING_UNKNOWN settling', waiting('settling')],
    ['an attempt that may have started is shown as settling until its time is over', known({ attempts: [attemptIn('fenced', { ago: 10_000 })], node: looked(false, { isProbed: true }) }), 'confirming +++?- CLOSING_UNKNOWN settling 20 s'],
    ['a session that is closed by somebody is shown as settling until it is certain who closed it', doubtful({ node: looked(true) }), 'confirming +++?- CLOSING_UNKNOWN settling 30 s'],
    ['a refused attempt whose wallet is asked for a new login is shown as authorizing', known({ attempts: [attemptIn('refused', { code: 'SESSION_KEY_REPLACED' })] }), 'submitting +++>- authorizing'],
    ['a void attempt that waits for the wallet is shown as authorizing', voided(), 'confirming +++?- CLOSING_UNKNOWN authorizing', next(voided(), { ...NOW, isLoggedIn: false })],
    ['an action that is tried again later is shown as retrying with its time', voided({ trouble: troubleOf('JOURNAL_FAILED') }), 'confirming +++?- CLOSING_UNKNOWN retrying 5 s'],
    ['a session that is read between two tries to remove a record shows why the record stays', known({ attempts: [attemptIn('refused')], trouble: { ...troubleOf('WALLET_REJECTED'), isFinal: true }, store: { record: 'kept', failures: { count: 3, at: NOW.at } } }), 'submitting +++>- WALLET_REJECTED'],
    ['a connection that is missing after a refusal is not an error, because the connection shows its own state', known({ attempts: [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' })], trouble: troubleOf('NOT_CONNECTED'), node: looked(false) }), 'submitting +++>- retrying 5 s'],
    ['a void attempt that is signed again is confirming', voided(), 'confirming +>+?- CLOSING_UNKNOWN'],
    ['a second attempt that is about to be sent is confirming', known({ attempts: [attemptIn('void'), attemptIn('written', { id: 2 })] }), 'confirming ++>?- CLOSING_UNKNOWN'],
    ['a second attempt whose answer may come is confirming', known({ attempts: [attemptIn('void'), attemptIn('awaited', { id: 2 })] }), 'confirming +++>- CLOSING_UNKNOWN'],
    ['a second attempt after a refused one is submitting', known({ attempts: [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' }), attemptIn('awaited', { id: 2 })] }), 'submitting +++>-'],
    ['a refused attempt whose record is being removed is submitting', known({ attempts: [attemptIn('refused')] }), 'submitting +++>-'],
    ['a refused attempt has failed at the confirmation', known({ attempts: [attemptIn('refused')], store: { record: 'removed', lookups: { count: 1, at: 0 } } }), 'failed +++x- ALLOCATION_SUM_MISMATCH'],
    ['a wallet that declined to sign again has cancelled at the confirmation', voided({ store: { record: 'removed', lookups: { count: 1, at: 0 } }, person: { declined: new NitroliteError('WALLET_REJECTED') } }), 'cancelled +++x- WALLET_REJECTED'],
    ['a record that is found in the journal is confirming', known({ turn: 'not asked', request: null, attempts: [attemptIn('doubtful', { isOurs: false })] }), 'confirming +++?- CLOSING_UNKNOWN'],
    ['a node that speaks another protocol now is shown as such', doubtful({ node: { hasOtherProtocol: true } }), 'confirming +++?- PROTOCOL_CHANGED reading'],
    ['a node that has not found the session three times in a row is shown as one that does not know it', doubtful({ node: { looks: { ...looked(false).looks, count: 0, failures: 3, misses: 3 } } }), 'confirming +++?- CLOSING_SESSION_MISSING reading'],
    ['a session that was not found twice may still be found', doubtful({ node: { looks: { ...looked(false).looks, count: 0, failures: 2, misses: 2 } } }), 'confirming +++?- CLOSING_UNKNOWN reading'],
    ['another protocol is not an error while an answer may come', known({ attempts: [attemptIn('awaited')], node: { hasOtherProtocol: true } }), 'submitting +++>-'],
    ['a node that speaks another protocol before the payouts were read is shown as such', known({ attempts: [attemptIn('landed')], node: { hasOtherProtocol: true } }), 'paying ++++> PROTOCOL_CHANGED'],
    ['another protocol is not an error once the payouts were read', known({ attempts: [attemptIn('landed')], node: { hasOtherProtocol: true }, ledger: { verdict: verdictOf('closed'), paidAt: NOW.at } }), 'paying ++++>'],
    ['a closing that was archived has failed, and says that it was archived', doubtful({ store: { record: 'removed', lookups: { count: 1, at: 0 } }, person: { archive: 'in history' }, node: { hasOtherProtocol: true } }), 'failed +++x- CLOSING_ARCHIVED'],
  ))('in the snapshot after an attempt was sent, %s', check)

  it('the recovery in the snapshot counts the attempts that were sent so far', () => {
    const k = known({ attempts: [attemptIn('void'), attemptIn('doubtful', { id: 2 })] })
    expect(show(k, next(k, NOW)).recovery).toMatchObject({ phase: 'reading', attempts: 2 })
  })
})

describe('between two submissions', () => {
  const between = (parts: Parameters<typeof known>[0] = {}) => knownAtOnce({ plan: TWO_STEPS, attempts: [SPLIT_LANDED], ...parts })
  const held = (more: Partial<Held> = {}, parts: Parameters<typeof known>[0] = {}) => between({ person: { held: heldBy('WALLET_REJECTED', more) }, ...parts })
  it.for(rows(
    ['a first submission on its way is submitting', knownAtOnce({ plan: TWO_STEPS, attempts: [attemptIn('awaited', { submission: 'operate' })] }), 'submitting +++>----'],
    ['a landed first submission is followed by signing the second', between(), 'signing ++++>---'],
    ['a second submission on its way is submitting', between({ attempts: [SPLIT_LANDED, attemptIn('awaited', { id: 2 })] }), 'submitting ++++++>-'],
    ['a second submission without an answer is confirming', between({ attempts: [SPLIT_LANDED, attemptIn('doubtful', { id: 2 })] }), 'confirming ++++++?- CLOSING_UNKNOWN reading'],
    ['a held closing whose session was read is agreed, with the error that stopped it', held({}, { node: looked(false) }), 'agreed ++++x--- WALLET_REJECTED'],
    ['a held closing is not agreed before its session was read', held(), 'signing ++++>---'],
    ['an agreed closing stays agreed while the session is read again', held({}, { node: looked(false, { ago: 10_000 }) }), 'agreed ++++x--- WALLET_REJECTED'],
    ['an agreed closing that continues is signing', held({ isContinuing: true }, { node: looked(false) }), 'signing ++++>---', { do: 'continue' }],
    ['an agreed closing whose second submission was refused has failed at its confirmation', held({}, { attempts: [SPLIT_LANDED, attemptIn('refused', { id: 2 })], node: { ...looked(false), excusedAttempts: 0 } }), 'agreed ++++++x- WALLET_REJECTED', { do: 'hold', until: NOW.at }],
    ['a closing that the person stopped is not shown as cancelled', between({ person: { hasStopped: true } }), 'signing ++++----', { do: 'agree', error: new NitroliteError('CLOSING_CANCELLED') }],
    ['a closing that was left is cancelled', held({ at: 0, leaveAt: NOW.at }, { node: looked(false), store: { record: 'removed', lookups: { count: 1, at: 0 } } }), 'cancelled ++++x--- CLOSING_SPLIT_AGREED'],
    ['a session that others closed while the closing was held is paying', held({}, { node: looked(true) }), 'paying ++++>-->'],
  ))('in the snapshot between two submissions, %s', check)

  it.for<[string, Knowledge, Action, string]>([
    ['stays agreed while the session is read for the first time', held(), lookBy('wallet'), 'agreed ++++x--- WALLET_REJECTED'],
    ['stays agreed while its record is read', held({}, { node: looked(false) }), { do: 'read record' }, 'agreed ++++x--- WALLET_REJECTED'],
    ['is confirming once the person leaves the session open', held({ leaveAt: NOW.at }), lookBy('wallet'), 'confirming ++++>---'],
    ['is signing once the person continues', held({ isContinuing: true }), { do: 'continue' }, 'signing ++++>---'],
    ['is paying once others have closed the session', held({}, { node: looked(true) }), { do: 'read record' }, 'paying ++++>-->'],
  ])('a closing that was shown as agreed %s', ([, k, action, shown]) => {
    expect(lineOf(show(k, action, 'agreed'))).toBe(shown)
  })
})

describe('landed or closed', () => {
  const LANDED = { attempts: [attemptIn('landed')] }
  const TWO_ATTEMPTS = [attemptIn('void'), attemptIn('landed', { id: 2 })]
  const ledger = (result: PayoutVerdict['result'], more: Partial<Knowledge['ledger']> = {}) => ({
    verdict: verdictOf(result, payouts('0.7', '0.3')), reads: 1, endedAt: NOW.at, paidAt: result === 'incomplete' ? null : NOW.at, incomplete: result === 'incomplete' ? 8 : 0, ...more,
  })
  const kept = (result: 'closed' | 'superseded' | 'overpaid') => ({ isRefreshed: true, keptResult: result })
  const over = (result: 'closed' | 'superseded' | 'overpaid') => ({ ...kept(result), record: 'removed' as const })
  it.for(rows(
    ['a landed close is paying', known(LANDED), 'paying ++++>'],
    ['payouts that were read but are not in the history yet are paying', known({ ...LANDED, ledger: ledger('closed'), store: { isRefreshed: true } }), 'paying ++++>'],
    ['payouts in the history are paying until the record is removed', known({ ...LANDED, ledger: ledger('closed'), store: kept('closed') }), 'paying ++++>'],
    ['payouts that take long are said to take long', known({ ...LANDED, ledger: { reads: 7 } }), 'paying ++++> CLOSING_UNKNOWN'],
    ['payouts that take a short time give no error', known({ ...LANDED, ledger: { reads: 6 } }), 'paying ++++>'],
    ['payouts that were complete once do not take long', known({ ...LANDED, ledger: ledger('closed', { reads: 7 }) }), 'paying ++++>'],
    ['a session that somebody closed long ago is paying', known({ attempts: [attemptIn('doubtful')], node: looked(true, { closedFor: SETTLE }) }), 'paying ++++>'],
    ['a session that somebody closed before our void attempt was repeated is paying', known({ attempts: [attemptIn('void')], node: looked(true) }), 'paying ++++>'],
    ['a paid closing is closed, with its receipt, and watched', known({ ...LANDED, ledger: ledger('closed'), store: over('closed') }), 'closed +++++ receipt closed watched 60 s'],
    ['a closing with two attempts on a node that can pay twice is closed and watched', known({ attempts: TWO_ATTEMPTS, ledger: ledger('closed'), store: kept('closed') }), 'closed +++++ receipt closed watched 60 s'],
    ['a closing with two attempts is not announced before the history holds it', known({ attempts: TWO_ATTEMPTS, ledger: ledger('closed'), store: { isRefreshed: true } }), 'paying ++++>'],
    ['a closing with two attempts on a node that pays once is closed and not watched', knownAtOnce({ attempts: TWO_ATTEMPTS, ledger: ledger('closed'), store: over('closed') }), 'closed +++++ receipt closed'],
    ['a watched closing with a refused attempt is announced once its record is removed', known({ attempts: [attemptIn('refused'), attemptIn('landed', { id: 2 })], ledger: ledger('closed'), store: kept('closed') }), 'paying ++++>'],
    ['a watched closing stays watched while the payouts are read again', known({ attempts: TWO_ATTEMPTS, ledger: ledger('closed', { paidAt: NOW.at - 60_000 }), store: kept('closed') }), 'closed +++++ receipt closed watched 0 s', { do: 'read payouts', by: 'wallet' }],
    ['a watched closing that was not paid again is closed and no longer watched', known({ attempts: TWO_ATTEMPTS, ledger: ledger('closed', { isCertain: true }), store: over('closed') }), 'closed +++++ receipt closed'],
    ['a watched closing that was paid again is overpaid', known({ attempts: TWO_ATTEMPTS, ledger: ledger('overpaid'), store: over('overpaid') }), 'overpaid ++++x CLOSING_OVERPAID receipt overpaid'],
    ['a closing that was paid another way is superseded', known({ ...LANDED, ledger: ledger('superseded'), store: over('superseded') }), 'superseded ++++x CLOSING_SUPERSEDED receipt superseded watched 60 s'],
    ['a closing whose payouts stay incomplete is superseded', known({ ...LANDED, ledger: ledger('incomplete'), store: over('superseded') }), 'superseded ++++x CLOSING_SUPERSEDED receipt superseded watched 60 s'],
    ['a superseded closing with two attempts is watched too', known({ attempts: TWO_ATTEMPTS, ledger: ledger('superseded'), store: kept('superseded') }), 'superseded ++++x CLOSING_SUPERSEDED receipt superseded watched 60 s'],
  ))('in the snapshot after a close, %s', check)

  it('the receipt shows the attempt that landed, and the node\'s signed answer', () => {
    const landed = { ...attemptIn('landed', { id: 1 }), outcome: { kind: 'landed' as const, responseText: '[9]', responseSignatures: ['0xfe' as const] } }
    const k = known({ attempts: [landed, attemptIn('void', { id: 2 })], ledger: ledger('closed'), store: kept('closed') })
    expect(show(k, next(k, NOW)).receipt).toMatchObject({
      request: { text: '[1]' }, response: { text: '[9]', signature: '0xfe' }, unproven: [], requested: split('0.7', '0.3'), payouts: payouts('0.7', '0.3'),
    })
  })

  it('the receipt of a closing without a landed attempt shows the last one, and says that the answer is missing', () => {
    const k = known({ attempts: [attemptIn('void', { id: 1 }), attemptIn('doubtful', { id: 2 })], node: looked(true, { closedFor: SETTLE }), ledger: ledger('closed'), store: over('closed') })
    expect(show(k, { do: 'end', as: { state: 'paid' } }).receipt).toMatchObject({ request: { text: '[2]' }, response: null, unproven: ['response'] })
  })
})

describe('ended by another client, or shown as heard from it', () => {
  const entry = (change: Partial<HistoryEntry>): HistoryEntry => ({
    version: 1, closingId: 'c', sessionId: '0x', node: 'ws://node.test', protocol: 'scripted/1', application: 'test-app', wallet: '0x',
    state: 'closed', requested: [], receipt: null, error: null, attempts: 1, isResumed: false, startedAt: 0, endedAt: 1, ...change,
  })
  const gone = (change: Partial<HistoryEntry>) => known({ attempts: [attemptIn('void')], store: { record: 'gone', ending: entry(change) } })
  it.for(rows(
    ['a closing that another client completed is closed with the receipt of the history', gone({ receipt: sampleReceipt() }), 'closed +++++ receipt closed'],
    ['a closing that another client found overpaid shows that ending', gone({ state: 'overpaid', error: describeError('CLOSING_OVERPAID'), receipt: sampleReceipt(undefined, { result: 'overpaid' }) }), 'overpaid ++++x CLOSING_OVERPAID receipt overpaid'],
    ['a closing that another client gave up has its error', gone({ state: 'failed', error: describeError('ALLOCATION_SUM_MISMATCH') }), 'failed +++x- ALLOCATION_SUM_MISMATCH'],
    ['a closing that another client cancelled is cancelled', gone({ state: 'cancelled', error: describeError('CLOSING_CANCELLED') }), 'cancelled +++x- CLOSING_CANCELLED'],
    ['a removed record without an ending in the history has failed at the confirmation', known({ attempts: [attemptIn('void')], store: { record: 'gone', lookups: { count: 2, at: NOW.at } }, node: looked(false) }), 'failed +++x- CLOSING_IN_PROGRESS'],
  ))('in the snapshot, %s', check)

  it('a closing about which another client reports is shown as that client shows it, as resumed and elsewhere', () => {
    const k = known({ attempts: [attemptIn('doubtful')] })
    const theirs: ClosingSnapshot = { ...show(known({ attempts: [attemptIn('landed')] }), TAKE_TURN), id: 'theirs', watchedUntil: 5 }
    for (const action of [TAKE_TURN, { do: 'end', as: { state: 'as heard' } } as const]) {
      expect(show({ ...k, heard: theirs }, action)).toEqual({ ...theirs, isResumed: true, isElsewhere: true })
    }
  })

  it('a closing that was found in the journal is resumed, and one that was asked for is not', () => {
    expect(show(known({ request: null }), TAKE_TURN)).toMatchObject({ isResumed: true, isElsewhere: false })
    expect(show(known(), TAKE_TURN)).toMatchObject({ isResumed: false, isElsewhere: false })
  })
})

it('a closing has no allocations before it was planned, and those of the plan afterwards', () => {
  expect([known({ plan: null }), known()].map(k => show(k, TAKE_TURN).allocations)).toEqual([[], split('0.7', '0.3')])
})

it('the steps of a closing name their submissions, and a closing without a plan shows the usual single submission', () => {
  const namesOf = (k: Knowledge) => show(k, TAKE_TURN).steps.map(({ name, submission }) => submission ? `${name} ${submission}` : name)
  expect(namesOf(known({ plan: null }))).toEqual(['checked', 'signed close', 'sent close', 'confirmed close', 'paid'])
  expect(namesOf(known({ plan: TWO_STEPS }))).toEqual([
    'checked', 'signed operate', 'sent operate', 'confirmed operate', 'signed close', 'sent close', 'confirmed close', 'paid',
  ])
})

it('a closing that has failed or is cancelled shows no recovery, whatever it was doing', () => {
  for (const action of [ended('failed', 'CLOSING_IN_PROGRESS'), ended('cancelled', 'CLOSING_CANCELLED')]) {
    expect(show(known({ attempts: [attemptIn('doubtful')], node: { looks: { ...looked(false).looks, canRevoke: true } } }), action).recovery).toBeNull()
  }
})
