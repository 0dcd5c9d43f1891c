import { describe, expect, it } from 'vitest'
import { actionFor, attemptIn, draftOf, known, knownAtOnce, looked, NOW, planOf, SETTLE, troubleOf, verdictOf } from '../../../../test/helpers/knownClosing'
import { NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import type { Held, Knowledge, StoreKnowledge } from './knowledge'
import { learn } from './learn'
import type { Moment } from './moves'
import { next } from './next'
import { MOST_JOURNAL_FAILURES } from './pauses'
import { show } from './show'

type Row = readonly [situation: string, knowledge: Knowledge, action: string, moment?: Partial<Moment>]
const rows = (...all: Row[]): Row[] => all

const check = ([, knowledge, action, moment]: Row): void => {
  expect(actionFor(knowledge, moment)).toBe(action)
}

const LONG_AGO = { ago: 40_000 }
const TWO_STEPS = planOf('operate', 'close')
const SPLIT_LANDED = attemptIn('landed', { submission: 'operate' })
const heldBy = (code: 'WALLET_REJECTED' | 'AUTH_REQUIRED', more: Partial<Held> = {}): Held =>
  ({ error: new NitroliteError(code), at: NOW.at, leaveAt: null, isContinuing: false, ...more })
/** This client has removed the record, and the history has no ending of another client. */
const REMOVED: Partial<StoreKnowledge> = { record: 'removed', lookups: { count: 1, at: NOW.at } }
const ENDING = { state: 'closed', receipt: {} } as HistoryEntry
const FAILED_ENDING = { state: 'failed', receipt: null } as HistoryEntry

describe('before anything is sent', () => {
  it.for(rows(
    ['a new closing takes its turn first', known({ turn: 'not asked', plan: null }), 'take turn'],
    ['a closing that another client works on fails', known({ turn: 'theirs', plan: null }), 'end failed, CLOSING_IN_PROGRESS'],
    ['a closing that could not ask for its turn fails', known({ turn: 'not asked', plan: null, trouble: troubleOf('LIBRARY_DEFECT') }), 'end failed, LIBRARY_DEFECT'],
    ['a closing that is stopped while it waits for its turn is cancelled', known({ turn: 'not asked', plan: null, person: { hasStopped: true } }), 'end cancelled, CLOSING_CANCELLED'],
    ['a closing whose turn it is plans', known({ plan: null }), 'plan'],
    ['a closing whose planning failed fails', known({ plan: null, trouble: troubleOf('SESSION_NOT_OPEN') }), 'end failed, SESSION_NOT_OPEN'],
    ['a planned closing is signed', known(), 'sign close'],
    ['a signed draft is written down', known({ draft: draftOf() }), 'write attempt 1'],
    ['a written attempt is sent', known({ attempts: [attemptIn('written')] }), 'send attempt 1'],
    ['a closing that the person stopped is cancelled', known({ person: { hasStopped: true } }), 'end cancelled, CLOSING_CANCELLED'],
    ['a written attempt of a stopped closing is removed, not sent', known({ person: { hasStopped: true }, attempts: [attemptIn('written')] }), 'remove record'],
    ['a closing whose wallet declined is cancelled', known({ trouble: troubleOf('WALLET_REJECTED') }), 'end cancelled, WALLET_REJECTED'],
    ['a record that may have been written is removed before the closing fails', known({ store: { record: 'kept' }, trouble: troubleOf('JOURNAL_FAILED') }), 'remove record'],
    ['a closing whose record was removed looks whether another client has ended it', known({ store: { record: 'removed' }, person: { hasStopped: true } }), 'look up ending'],
    ['a closing that no other client has ended is cancelled once its record is removed', known({ store: REMOVED, person: { hasStopped: true } }), 'end cancelled, CLOSING_CANCELLED'],
    ['a closing that another client has ended ends like that although it was stopped', known({ store: { ...REMOVED, ending: ENDING }, person: { hasStopped: true } }), 'end as in history'],
    ['a record that could not be removed is left alone for a while', known({ store: { record: 'kept', failures: { count: 3, at: NOW.at } }, node: looked(false), trouble: troubleOf('WALLET_FAILED') }), 'wait 2 s retrying'],
    ['a record that could not be removed is removed after the wait', known({ store: { record: 'kept', failures: { count: 3, at: NOW.at - 2_000 } }, node: looked(false), trouble: troubleOf('WALLET_FAILED') }), 'remove record'],
    ['while a record cannot be removed, the session is read, because another process may have closed the session', known({ attempts: [attemptIn('written')], store: { record: 'kept', failures: { count: 3, at: NOW.at } }, trouble: troubleOf('WALLET_FAILED') }), 'look by wallet'],
    ['the session is not read for a closing that has made no attempt, because it could not end with a receipt', known({ store: { record: 'kept', failures: { count: 3, at: NOW.at } }, trouble: troubleOf('WALLET_FAILED') }), 'wait 2 s retrying'],
    ['a single failure of the journal is not a reason to read the session', known({ store: { record: 'kept', failures: { count: 1, at: NOW.at } }, trouble: troubleOf('WALLET_FAILED') }), 'wait 0.5 s retrying'],
    ['a journal that keeps failing is tried every 30 seconds', known({ store: { record: 'kept', failures: { count: 20, at: NOW.at } }, node: looked(false), trouble: troubleOf('WALLET_FAILED') }), 'wait 30 s retrying'],
    ['a closing whose record certainly was not written fails', known({ trouble: troubleOf('JOURNAL_UNAVAILABLE') }), 'end failed, JOURNAL_UNAVAILABLE'],
  ))('%s', check)
})

describe('sent to a node that can pay two attempts', () => {
  it.for(rows(
    ['an attempt whose answer may come is waited for', known({ attempts: [attemptIn('awaited')] }), 'await answer'],
    ['a doubtful attempt is looked at by the wallet', known({ attempts: [attemptIn('doubtful')] }), 'look by wallet'],
    ['a doubtful attempt on a stuck socket is looked at by the witness', known({ attempts: [attemptIn('doubtful')] }), 'look by witness', { isStuck: true }],
    ['a doubtful attempt of a wallet that is away is looked at by the witness', known({ attempts: [attemptIn('doubtful')] }), 'look by witness', { isLoggedIn: false }],
    ['a signature in other hands is looked at like a sent attempt', known({ attempts: [attemptIn('offered')] }), 'look by wallet'],
    ['a doubtful attempt of an open session is probed', known({ attempts: [attemptIn('doubtful')], node: looked(false) }), 'probe by wallet'],
    ['a signature in other hands is probed too', known({ attempts: [attemptIn('offered')], node: looked(false) }), 'probe by wallet'],
    ['an attempt that the node may still start is waited for', known({ attempts: [attemptIn('doubtful')], node: looked(false, { isProbed: true }) }), 'wait 0.5 s fencing'],
    ['a fenced attempt gets its settle time', known({ attempts: [attemptIn('fenced')], node: looked(false, { isProbed: true }) }), 'wait 0.5 s settling'],
    ['a look that failed is repeated at once over a new socket of the wallet', known({ attempts: [attemptIn('doubtful')], node: { looks: { ...looked(false).looks, failures: 1, count: 0 } } }), 'look by wallet', { readyAt: NOW.at + 1 }],
    ['a doubtful attempt is looked at once over a new socket of the wallet', known({ attempts: [attemptIn('doubtful')], node: looked(false) }), 'look by wallet', { readyAt: NOW.at + 1 }],
    ['a failed look is followed by a wait', known({ attempts: [attemptIn('doubtful')], node: { looks: { ...looked(false).looks, failures: 1, count: 0 } } }), 'wait 0.5 s'],
    ['a closed session is watched until it is certain who closed it', known({ attempts: [attemptIn('doubtful')], node: looked(true) }), 'wait 0.5 s settling'],
    ['a session that has been closed for the settle time is paid by somebody', known({ attempts: [attemptIn('doubtful')], node: looked(true, { closedFor: SETTLE }) }), 'read payouts by wallet'],
    ['a void attempt is replaced by a new one', known({ attempts: [attemptIn('void', LONG_AGO)], node: looked(false) }), 'sign close'],
    ['a void attempt waits for a wallet that is away', known({ attempts: [attemptIn('void', LONG_AGO)], node: looked(false) }), 'wait 30 s authorizing', { isLoggedIn: false }],
    ['a void attempt of a wallet that is away looks for what other clients have written', known({ attempts: [attemptIn('void', LONG_AGO)], node: looked(false) }), 'read record', { isLoggedIn: false, at: NOW.at + 30_000 }],
    ['a void attempt of a wallet that declined ends the closing', known({ attempts: [attemptIn('void', LONG_AGO)], person: { declined: new NitroliteError('WALLET_REJECTED') } }), 'remove record'],
    ['an action that failed after sending is tried again later', known({ attempts: [attemptIn('void', LONG_AGO)], node: looked(false), trouble: troubleOf('JOURNAL_FAILED') }), 'wait 5 s retrying'],
    ['while an action fails again and again, the session is read, because another client may have closed the session', known({ attempts: [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' })], node: looked(false, { ago: 30_000 }), trouble: troubleOf('JOURNAL_FAILED') }), 'look by wallet'],
    ['a closing whose action fails ends once another client has closed the session', known({ attempts: [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' })], node: looked(true), trouble: troubleOf('JOURNAL_FAILED') }), 'read payouts by wallet'],
    ['the person cannot stop an attempt that may land', known({ attempts: [attemptIn('doubtful')], person: { hasStopped: true } }), 'look by wallet'],
  ))('on a node that can pay two attempts, %s', check)
})

describe('shared with other clients', () => {
  it.for(rows(
    ['a record of the journal takes its turn before anything else', known({ turn: 'not asked', attempts: [attemptIn('doubtful')] }), 'take turn'],
    ['a record whose closing another client has ended ends as that client reports', known({ turn: 'theirs', attempts: [attemptIn('doubtful')], heard: show(known(), { do: 'plan' }) }), 'end as heard'],
    ['a record that another client changed is read', known({ attempts: [attemptIn('doubtful')], store: { record: 'overtaken' } }), 'read record'],
    ['a record that another client removed is looked up in the history', known({ attempts: [attemptIn('void')], store: { record: 'gone' } }), 'look up ending'],
    ['an ending that is not in the history yet is looked up once more', known({ attempts: [attemptIn('void')], store: { record: 'gone', lookups: { count: 1, at: NOW.at } } }), 'wait 1 s'],
    ['an ending that is in no history is read from the node', known({ attempts: [attemptIn('void')], store: { record: 'gone', lookups: { count: 2, at: NOW.at } } }), 'look by wallet'],
    ['a removed record of a session that is still open fails', known({ attempts: [attemptIn('void')], store: { record: 'gone', lookups: { count: 2, at: NOW.at } }, node: looked(false) }), 'end failed, CLOSING_IN_PROGRESS'],
    ['a closing whose record is gone, and that knows no attempt, ends because the session is closed', known({ attempts: [], hasSent: true, store: { record: 'gone', lookups: { count: 2, at: NOW.at } }, node: looked(true) }), 'end failed, SESSION_NOT_OPEN'],
    ['an ending in the history is the ending', known({ attempts: [attemptIn('void')], store: { record: 'gone', ending: ENDING } }), 'end as in history'],
  ))('%s', check)
})

describe('found in the journal', () => {
  const found = (parts: Parameters<typeof known>[0] = {}) => known({ attempts: [attemptIn('void')], ...parts, request: null })
  const lookedUp = { lookups: { count: 1, at: NOW.at } }
  it.for(rows(
    ['a closing from the journal that would be sent again is first looked up in the history', found(), 'look up ending'],
    ['a closing from the journal that is not in the history is read from the node before it is sent again', found({ store: lookedUp }), 'look by wallet'],
    ['a closing from the journal whose reading failed is read again after a wait', found({ store: lookedUp, node: { looks: { ...looked(false).looks, failures: 1 }, session: null } }), 'wait 0.5 s'],
    ['a closing from the journal that is neither in the history nor closed is signed again', found({ store: lookedUp, node: looked(false) }), 'sign close'],
    ['a closing from the journal whose signature is ready is looked up before it is written', found({ draft: draftOf(2) }), 'look up ending'],
    ['a closing from the journal between its two submissions is looked up too', found({ plan: TWO_STEPS, attempts: [SPLIT_LANDED] }), 'look up ending'],
    ['the record of a closing that failed according to the history is removed', found({ store: { ...lookedUp, ending: FAILED_ENDING } }), 'remove record'],
    ['a paid closing that is in the history is read from the node, because a second payment may still come', found({ store: { ...lookedUp, ending: ENDING } }), 'look by wallet'],
    ['a paid closing that is in the history is watched again if its session is closed', found({ store: { ...lookedUp, ending: ENDING }, node: looked(true) }), 'read payouts by wallet'],
    ['a paid closing whose record another client has removed meanwhile is not watched', found({ store: { ...lookedUp, ending: ENDING, record: 'gone' }, node: looked(true) }), 'end as in history'],
    ['a paid closing that is in the history is not watched on a node that pays once', knownAtOnce({ request: null, attempts: [attemptIn('void')], store: { ...lookedUp, ending: ENDING } }), 'remove record'],
    ['the record of a paid closing that is in the history is removed if its session is open', found({ store: { ...lookedUp, ending: ENDING }, node: looked(false) }), 'remove record'],
    ['the record of a paid closing that is in the history is removed if the session cannot be read', found({ store: { ...lookedUp, ending: ENDING }, node: { looks: { ...looked(false).looks, failures: 1 } } }), 'remove record'],
    ['a record that cannot be removed is tried again before its closing ends', found({ store: { ...lookedUp, ending: FAILED_ENDING, failures: { count: 1, at: NOW.at } } }), 'wait 0.5 s retrying'],
    ['a closing that is in the history ends like that although its record cannot be removed', found({ store: { ...lookedUp, ending: FAILED_ENDING, failures: { count: MOST_JOURNAL_FAILURES, at: NOW.at } } }), 'end as in history'],
    ['a closing from the journal whose reading failed is read at once over a new socket of the wallet', found({ store: lookedUp, node: { looks: { ...looked(false).looks, failures: 1 }, session: null } }), 'look by wallet', { readyAt: NOW.at + 1 }],
    ['a closing from the journal whose attempt may land looks at the session, not at the history', found({ attempts: [attemptIn('doubtful')] }), 'look by wallet'],
  ))('%s', check)
})

describe('archived by the person', () => {
  const archived = (archive: 'wanted' | 'in history', parts: Parameters<typeof known>[0] = {}) =>
    known({ attempts: [attemptIn('doubtful')], ...parts, person: { archive }, node: { hasOtherProtocol: true, ...parts.node } })
  it.for(rows(
    ['a closing that is archived enters the history first', archived('wanted'), 'archive'],
    ['a closing whose record another client has changed is read before it is archived', archived('wanted', { store: { record: 'overtaken' } }), 'read record'],
    ['the record of an archived closing is removed once the history says that the closing was archived', archived('in history'), 'remove record'],
    ['the record of an archived closing waits for a journal that has failed', archived('in history', { store: { failures: { count: 1, at: NOW.at } } }), 'wait 0.5 s retrying'],
    ['an archived closing without a record has failed', archived('in history', { store: REMOVED }), 'end failed, CLOSING_ARCHIVED'],
    ['an archived closing that has landed does not read the payouts', archived('in history', { attempts: [attemptIn('landed')] }), 'remove record'],
    ['a closing that is archived between two submissions signs nothing', archived('in history', { plan: TWO_STEPS, attempts: [SPLIT_LANDED] }), 'remove record'],
    ['a record is removed also if the history says how its closing ended', archived('wanted', { store: { ending: ENDING } }), 'remove record'],
    ['a closing whose ending is in the history ends like that although it is archived', archived('wanted', { store: { ending: ENDING, record: 'removed' } }), 'end as in history'],
    ['a closing whose record another client has removed can be archived', archived('wanted', { store: { record: 'gone' } }), 'archive'],
  ))('%s', check)
})

describe('refused by the node', () => {
  const refusedFor = (code: Parameters<typeof troubleOf>[0], more: object = {}) => attemptIn('refused', { code, ...more })
  const loginFailed = (code: Parameters<typeof troubleOf>[0]) =>
    known({ attempts: [refusedFor('SESSION_KEY_REPLACED')], trouble: { ...troubleOf(code), isFinal: true }, store: REMOVED })
  it.for(rows(
    ['a refusal by one of the node\'s checks ends the closing', known({ attempts: [attemptIn('refused')] }), 'remove record'],
    ['a refused timestamp is replaced by a fresh one', known({ attempts: [refusedFor('NODE_STAMP_REFUSED')] }), 'sign close, longest window'],
    ['a sixth refused timestamp ends the closing', known({ attempts: [1, 2, 3, 4, 5, 6].map(id => refusedFor('NODE_STAMP_REFUSED', { id })) }), 'remove record'],
    ['a refused login is renewed', known({ attempts: [refusedFor('AUTH_REQUIRED')] }), 'renew the login is over'],
    ['a renewed login signs again', known({ attempts: [refusedFor('AUTH_REQUIRED')], node: { renewedFor: 1 } }), 'sign close'],
    ['a closing whose app disconnects while the wallet is asked for a new login ends with the refusal', loginFailed('NOT_CONNECTED'), 'end failed, SESSION_KEY_REPLACED'],
    ['a closing whose wallet declines a new login ends with that', loginFailed('WALLET_REJECTED'), 'end cancelled, WALLET_REJECTED'],
    ['a login of an earlier client is not renewed', known({ attempts: [refusedFor('AUTH_REQUIRED', { isOurs: false })] }), 'sign close'],
    ['a third refused login is renewed too', known({ attempts: [1, 2, 3].map(id => refusedFor('SESSION_KEY_REPLACED', { id })) }), 'renew the login is over'],
    ['a fourth refused login looks whether another client has closed', known({ attempts: [1, 2, 3, 4].map(id => refusedFor('AUTH_REQUIRED', { id })) }), 'look by wallet'],
    ['an attempt that reached no socket after an earlier one is repeated', known({ attempts: [attemptIn('void'), refusedFor('NOT_CONNECTED', { id: 2 })] }), 'sign close'],
    ['an attempt that reached no socket is signed again over the next one', known({ attempts: [refusedFor('NOT_CONNECTED')] }), 'sign close'],
    ['a second attempt that reached no socket is followed by a pause', known({ attempts: [refusedFor('NOT_CONNECTED', { ago: 100 }), refusedFor('NOT_CONNECTED', { id: 2 })] }), 'wait 0.5 s'],
    ['a second attempt that reached no socket is signed again after the pause', known({ attempts: [refusedFor('NOT_CONNECTED', { ago: 1_000 }), refusedFor('NOT_CONNECTED', { id: 2, ago: 500 })] }), 'sign close'],
    ['a second attempt that reached no socket after an earlier one is followed by a pause', known({ attempts: [attemptIn('void'), refusedFor('NOT_CONNECTED', { id: 2 }), refusedFor('NOT_CONNECTED', { id: 3 })] }), 'wait 0.5 s'],
    ['a closing whose attempt reached no socket is cancelled by the person', known({ attempts: [refusedFor('NOT_CONNECTED')], person: { hasStopped: true } }), 'remove record'],
    ['an attempt of an earlier client that reached no socket is signed again', known({ attempts: [refusedFor('NOT_CONNECTED', { isOurs: false, ago: 90_000 })] }), 'sign close'],
    ['an attempt that reached no socket waits for a connection that is missing', known({ attempts: [refusedFor('NOT_CONNECTED', { ago: 10_000 })] }), 'wait 20 s', { isLoggedIn: false }],
    ['attempts that reached no socket end the closing after the time that the app allows', known({ attempts: [refusedFor('NOT_CONNECTED', { ago: 30_000 }), refusedFor('NOT_CONNECTED', { id: 2, ago: 10_000 })] }), 'remove record'],
    ['an attempt that reached no socket ends the closing if the app has disconnected', known({ attempts: [refusedFor('NOT_CONNECTED')] }), 'remove record', { isLoggedIn: false, isLoginExpected: false }],
    ['a closing that was given up because it reached no socket is not taken up again', known({ attempts: [refusedFor('NOT_CONNECTED')], store: REMOVED }), 'end failed, NOT_CONNECTED'],
    ['an attempt that found nothing to close looks at the session', known({ attempts: [refusedFor('SESSION_NOT_OPEN')] }), 'look by wallet'],
    ['an attempt that found nothing to close looks at the session, even if it was read in the same millisecond before', known({ attempts: [refusedFor('SESSION_NOT_OPEN')], node: { ...looked(false), looks: { ...looked(false).looks, count: 0 } } }), 'look by wallet'],
    ['an attempt that found a closed session reads the payouts', known({ attempts: [refusedFor('SESSION_NOT_OPEN')], node: looked(true) }), 'read payouts by wallet'],
    ['an attempt that found nothing to close in an open session ends the closing', known({ attempts: [refusedFor('SESSION_NOT_OPEN')], node: looked(false) }), 'remove record'],
    ['a refused closing whose record was removed at once fails', known({ attempts: [refusedFor('SESSION_CHANGED')], node: looked(false), store: REMOVED }), 'end failed, SESSION_CHANGED', { at: NOW.at + 900 }],
    ['a refused closing whose record took long to remove looks whether others have closed', known({ attempts: [refusedFor('SESSION_CHANGED')], node: looked(false), store: REMOVED }), 'look by wallet', { at: NOW.at + 4_000 }],
  ))('%s', check)
})

describe('between two submissions', () => {
  const between = (parts: Parameters<typeof known>[0] = {}) => knownAtOnce({ plan: TWO_STEPS, attempts: [SPLIT_LANDED], ...parts })
  it.for(rows(
    ['a landed first submission is followed by the second', between(), 'sign close'],
    ['a socket that has not answered the first submission is replaced before the second', between(), 'renew the socket is stuck', { isStuck: true, isAnswering: false }],
    ['a socket that answers is used for the second submission while closes of others are on their way', between(), 'sign close', { isStuck: true }],
    ['a wallet that is away for a short time is waited for', between(), 'wait 30 s', { isLoggedIn: false }],
    ['a wallet that stays away stops the closing', knownAtOnce({ plan: TWO_STEPS, attempts: [{ ...SPLIT_LANDED, since: NOW.at - 30_000 }] }), 'agree AUTH_REQUIRED', { isLoggedIn: false }],
    ['a wallet that the app has disconnected stops the closing', between(), 'agree AUTH_REQUIRED', { isLoggedIn: false, isLoginExpected: false }],
    ['a wallet that declined stops the closing', between({ trouble: troubleOf('WALLET_REJECTED') }), 'agree WALLET_REJECTED'],
    ['a person who stops before the second submission is sent leaves the decision open', between({ person: { hasStopped: true } }), 'agree CLOSING_CANCELLED'],
    ['a split that somebody replaced ends the closing', between({ trouble: troubleOf('SESSION_CHANGED', { isFinal: true }) }), 'remove record'],
    ['a held closing looks at the session at once', between({ person: { held: heldBy('WALLET_REJECTED') } }), 'look by wallet'],
    ['a held closing looks every five seconds', between({ person: { held: heldBy('WALLET_REJECTED') }, node: looked(false) }), 'hold 5 s'],
    ['a held closing that nobody sees does not look', between({ person: { held: heldBy('WALLET_REJECTED', { at: 0 }) }, node: looked(false, LONG_AGO) }), 'hold 5 s', { isAway: true }],
    ['a held closing continues when the person says so', between({ person: { held: heldBy('WALLET_REJECTED', { isContinuing: true }) } }), 'continue'],
    ['a held closing whose wallet was away continues when the wallet is back', between({ person: { held: heldBy('AUTH_REQUIRED') } }), 'continue'],
    ['a held closing whose wallet is still away waits', between({ person: { held: heldBy('AUTH_REQUIRED') }, node: looked(false) }), 'hold 5 s', { isLoggedIn: false }],
    ['a closing that was left looks once more', between({ person: { held: heldBy('WALLET_REJECTED', { at: 0, leaveAt: NOW.at }) }, node: looked(false, { ago: 1 }) }), 'look by wallet'],
    ['a closing that was left and is still open is removed', between({ person: { held: heldBy('WALLET_REJECTED', { at: 0, leaveAt: NOW.at }) }, node: looked(false) }), 'remove record'],
    ['a closing that was left and removed is cancelled', between({ person: { held: heldBy('WALLET_REJECTED', { at: 0, leaveAt: NOW.at }) }, node: looked(false), store: REMOVED }), 'end cancelled, CLOSING_SPLIT_AGREED'],
  ))('between two submissions, %s', check)
})

describe('sent to a node that accepts at most one of several attempts', () => {
  const doubtFor = (ago: number) => ({ attempts: [attemptIn('doubtful')], node: { doubtSince: NOW.at - ago, ...looked(false) } })
  it.for(rows(
    ['a doubtful attempt is not repeated at once', knownAtOnce(doubtFor(0)), 'wait 0.5 s'],
    ['a doubtful attempt is repeated after a while', knownAtOnce(doubtFor(2_000)), 'sign close'],
    ['a doubtful attempt of a wallet that is away waits for it', knownAtOnce(doubtFor(2_000)), 'wait 0.5 s authorizing', { isLoggedIn: false }],
    ['a doubtful attempt of a wallet that declined is not signed again', knownAtOnce({ ...doubtFor(2_000), person: { declined: new NitroliteError('WALLET_REJECTED') } }), 'wait 0.5 s authorizing'],
    ['a socket that is stuck for a short time is waited for', knownAtOnce(doubtFor(2_000)), 'wait 0.5 s', { isStuck: true, isAnswering: false }],
    ['a socket that is stuck for the settle time is replaced', knownAtOnce(doubtFor(40_000)), 'renew the socket is stuck', { isStuck: true, isAnswering: false }],
    ['a socket that answers other requests while closes are on their way is used, however old the doubt is', knownAtOnce(doubtFor(40_000)), 'sign close', { isStuck: true }],
  ))('on a node that accepts at most one of several attempts, %s', check)
})

describe('landed or closed', () => {
  const LANDED = { attempts: [attemptIn('landed')] }
  const paid = (parts: Parameters<typeof known>[0] = {}) => known({ ...LANDED, ...parts, ledger: { verdict: verdictOf('closed'), reads: 1, endedAt: NOW.at, paidAt: NOW.at, ...parts.ledger } })
  const KEPT = { isRefreshed: true, keptResult: 'closed' } as const
  const TWO_ATTEMPTS = [attemptIn('void'), attemptIn('landed', { id: 2 })]
  it.for(rows(
    ['a landed close reads the payouts', known(LANDED), 'read payouts by wallet'],
    ['payouts are read by the witness while the socket of the wallet is stuck', known({ ...LANDED, ledger: {} }), 'read payouts by witness', { isStuck: true }],
    ['payouts that could not be read are read at once over a new socket of the wallet', known({ ...LANDED, ledger: { failures: 1, reads: 6, endedAt: NOW.at } }), 'read payouts by wallet', { readyAt: NOW.at + 1 }],
    ['payouts that could not be read wait for their pause while the socket is the same', known({ ...LANDED, ledger: { failures: 1, reads: 6, endedAt: NOW.at } }), 'wait 16 s', { readyAt: NOW.at - 1 }],
    ['payouts that are not complete wait for their pause, also over a new socket', known({ ...LANDED, ledger: { verdict: verdictOf('incomplete'), incomplete: 1, reads: 1, endedAt: NOW.at } }), 'wait 0.5 s', { readyAt: NOW.at + 1 }],
    ['payouts that could not be read are read by the witness', known({ ...LANDED, ledger: { failures: 1, reads: 1, endedAt: 0 } }), 'read payouts by witness'],
    ['payouts that are not complete are read again', known({ ...LANDED, ledger: { verdict: verdictOf('incomplete'), incomplete: 1, reads: 1, endedAt: NOW.at } }), 'wait 0.5 s'],
    ['payouts that stay incomplete are the result', known({ ...LANDED, ledger: { verdict: verdictOf('incomplete'), incomplete: 8, reads: 8, endedAt: NOW.at } }), 'read record'],
    ['a paid closing reads its record once more', paid(), 'read record'],
    ['an ending enters the history before it is announced', paid({ store: { isRefreshed: true } }), 'keep ending closed'],
    ['a record is removed once the ending is in the history', paid({ store: KEPT }), 'remove record'],
    ['a paid closing whose record is removed is watched while the wallet stays connected', paid({ store: { ...KEPT, record: 'removed' } }), 'wait 60 s'],
    ['a paid closing whose record is removed ends when the person leaves', paid({ store: { ...KEPT, record: 'removed' } }), 'end paid', { isLoginExpected: false }],
    ['a paid closing whose record is removed reads the payouts once more', paid({ store: { ...KEPT, record: 'removed' }, ledger: { paidAt: NOW.at - 60_000, endedAt: 0 } }), 'read payouts by wallet'],
    ['a paid closing without a record that was not paid again ends', paid({ store: { ...KEPT, record: 'removed' }, ledger: { isCertain: true } }), 'end paid'],
    ['an announced closing with two attempts is watched for a second payment', paid({ attempts: TWO_ATTEMPTS, store: KEPT }), 'wait 60 s'],
    ['a watched closing reads the payouts once more', paid({ attempts: TWO_ATTEMPTS, store: KEPT, ledger: { paidAt: NOW.at - 60_000, endedAt: 0 } }), 'read payouts by wallet'],
    ['a watched closing that was not paid again is certain', paid({ attempts: TWO_ATTEMPTS, store: KEPT, ledger: { isCertain: true } }), 'remove record'],
    ['a watched closing that was paid again corrects the history', paid({ attempts: TWO_ATTEMPTS, store: KEPT, ledger: { verdict: verdictOf('overpaid') } }), 'keep ending overpaid'],
    ['a closing on a node that cannot pay twice is not watched', knownAtOnce({ attempts: TWO_ATTEMPTS, store: KEPT, ledger: { verdict: verdictOf('closed'), reads: 1, endedAt: NOW.at, paidAt: NOW.at } }), 'remove record'],
  ))('%s', check)
})

it('a held closing whose session is gone, and whose record stays in the journal, reads the session once after each failure of the journal', () => {
  const k = known({
    plan: TWO_STEPS, attempts: [SPLIT_LANDED], person: { held: heldBy('WALLET_REJECTED') },
    store: { record: 'kept', failures: { count: MOST_JOURNAL_FAILURES, at: NOW.at } }, trouble: { ...troubleOf('SESSION_NOT_FOUND'), isFinal: true },
  })
  const look = next(k, NOW)
  expect(look).toMatchObject({ do: 'look', attempts: [] })
  expect(actionFor(learn(k, { kind: 'failed', action: look, error: new NitroliteError('SESSION_NOT_FOUND') }, NOW.at))).toBe('wait 2 s retrying')
})
