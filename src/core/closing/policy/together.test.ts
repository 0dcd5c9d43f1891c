import { describe, expect, it } from 'vitest'
import { actionFor, attemptIn, known, looked, NOW, planInRounds, planTogether, SETTLE, sharedDraft, signatureOf, troubleOf, type KnownParts } from '../../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import { NitroliteError, type NitroliteErrorCode } from '../../errors/errors'
import type { Address } from '../../types'
import type { CosigningRole } from '../types'
import { knowledgeAtStart, type Knowledge } from './knowledge'
import { keptDraft, recordOf } from '../record'
import { canStop } from './facts'
import { learn } from './learn'
import type { Moment } from './moves'
import { next } from './next'
import { CHECK_PAUSE, HINTED_CHECK_PAUSE, LAST_CHECK_AGE, RECORD_PAUSE, RETRY_PAUSE, ROUND_PAUSE } from './pauses'
import { show } from './show'

const CAROL: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

/** A planned closing of a session in which any two of three participants reach the quorum. */
function among(role: CosigningRole, parts: KnownParts = {}): Knowledge {
  const plan = planTogether(role)
  const participants = [ALICE, BOB, CAROL].map(address => ({ address, weight: 1 }))
  return known({ plan: { ...plan, session: { ...plan.session, participants, quorum: 2 } }, ...parts })
}

/** The session was last read this many milliseconds ago. */
const checkedAgo = (ms: number) => ({ checked: { begunAt: NOW.at - ms, endedAt: NOW.at - ms } })
/** This client has removed the record, and the history has no ending of another client. */
const REMOVED = { record: 'removed', lookups: { count: 1, at: NOW.at } } as const
const TIMERS = { elapsed: () => NOW.at, now: () => 0 }

type Row = readonly [situation: string, knowledge: Knowledge, action: string, moment?: Partial<Moment>]
const rows = (...all: Row[]): Row[] => all

describe('the submitter', () => {
  it.for(rows(
    ['a submitter makes the bytes first', among('submitter'), 'stamp'],
    ['a submitter writes the bytes into the journal before it shares them', among('submitter', { draft: sharedDraft([], { isKept: false }) }), 'keep draft 0 signatures of 1'],
    ['a submitter waits for signatures once the bytes are in the journal', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' } }), 'collect 0 signatures of 1'],
    ['a submitter that waits for signatures reads the session once a minute, because somebody may have changed it', among('submitter', { draft: sharedDraft([], { left: 90_000 }), store: { record: 'kept' }, node: checkedAgo(CHECK_PAUSE) }), 'check session'],
    ['a submitter that waits for signatures does not read the session while the page is hidden', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' }, node: checkedAgo(CHECK_PAUSE) }), 'collect 0 signatures of 1', { isAway: true }],
    ['a submitter that waits for signatures does not read the session without a login', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' }, node: checkedAgo(CHECK_PAUSE) }), 'collect 0 signatures of 1', { isLoggedIn: false }],
    ['a submitter that waits for signatures reads the session soon after the node has said that it has changed', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' }, node: { ...checkedAgo(HINTED_CHECK_PAUSE), hintedAt: NOW.at } }), 'check session'],
    ['a submitter that waits for signatures reads the session at most once a second, however often the node says that it has changed', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' }, node: { ...checkedAgo(HINTED_CHECK_PAUSE - 1), hintedAt: NOW.at } }), 'collect 0 signatures of 1'],
    ['a submitter reads the session once more before it signs last, unless it has just read it', among('submitter', { draft: sharedDraft([BOB]), store: { record: 'kept' }, node: checkedAgo(LAST_CHECK_AGE) }), 'check session'],
    ['a submitter writes a signature that it has received into the journal', among('submitter', { draft: sharedDraft([BOB], { isKept: false }), store: { record: 'kept' } }), 'keep draft 1 signatures of 1'],
    ['a submitter signs last, once its own signature is the only one that is missing', among('submitter', { draft: sharedDraft([BOB]), store: { record: 'kept' } }), 'sign close'],
    ['a submitter without a login waits for the login before it signs', among('submitter', { draft: sharedDraft([BOB]), store: { record: 'kept' } }), 'wait 10 s', { isLoggedIn: false }],
    ['a submitter writes the attempt once enough participants have signed', among('submitter', { draft: sharedDraft([BOB, ALICE]), store: { record: 'kept' } }), 'write attempt 1'],
    ['a submitter sends the attempt that it has written', among('submitter', { attempts: [attemptIn('written')] }), 'send attempt 1'],
    ['a submitter removes the record when too few participants have signed in time', among('submitter', { draft: sharedDraft([], { left: 0 }), store: { record: 'kept' } }), 'remove record'],
    ['a submitter fails when too few participants have signed in time', among('submitter', { draft: sharedDraft([], { left: 0 }), store: REMOVED }), 'end failed, PROPOSAL_SIGNING_LEFT'],
    ['a submitter does not sign once the time to send is over', among('submitter', { draft: sharedDraft([BOB], { left: 0 }), store: { record: 'kept' } }), 'remove record'],
    ['a submitter who stops while signatures are missing removes the record', among('submitter', { draft: sharedDraft([]), store: { record: 'kept' }, person: { hasStopped: true } }), 'remove record'],
    ['a submitter keeps the signatures of others while the connection is missing', among('submitter', { draft: sharedDraft([BOB, ALICE]), store: { record: 'kept' }, trouble: troubleOf('NOT_CONNECTED', { ago: 100 }) }), 'wait 0.4 s', { isLoggedIn: false }],
    ['a submitter that could not write the bytes fails without asking anybody', among('submitter', { draft: sharedDraft([], { isKept: false }), trouble: troubleOf('JOURNAL_UNAVAILABLE') }), 'end failed, JOURNAL_UNAVAILABLE'],
    ['a submitter does not sign again after its attempt was refused for its age', among('submitter', { attempts: [attemptIn('refused', { code: 'NODE_STAMP_REFUSED' })], store: { record: 'kept' } }), 'remove record'],
    ['a submitter does not log in again because a signature of another participant was refused', among('submitter', { attempts: [attemptIn('refused', { code: 'SESSION_KEY_REPLACED' })], node: looked(false), store: { record: 'kept' } }), 'remove record'],
    ['a submitter gives up once an attempt without an answer can no longer land', among('submitter', { attempts: [attemptIn('void')], node: looked(false) }), 'remove record'],
    ['a submitter looks up what became of an attempt without an answer', among('submitter', { attempts: [attemptIn('doubtful')] }), 'look by wallet'],
  ))('%s', ([, knowledge, action, moment]) => { expect(actionFor(knowledge, moment)).toBe(action) })

  it('a participant who signs again once enough have signed neither replaces the signature nor holds up the sending', () => {
    const enough = among('submitter', { draft: sharedDraft([BOB]), store: { record: 'kept' } })
    const again = learn(enough, { kind: 'co-signed', signature: { ...signatureOf(BOB), signatures: ['0x02'] } }, NOW.at)
    expect([actionFor(again), again.draft?.signatures]).toEqual(['sign close', enough.draft?.signatures])
    const first = learn(enough, { kind: 'co-signed', signature: signatureOf(CAROL) }, NOW.at)
    expect(actionFor(first)).toBe('keep draft 2 signatures of 1')
  })

  const inRounds = (parts: KnownParts = {}): Knowledge => {
    const { plan, ...k } = among('submitter', { store: { record: 'kept' }, ...parts })
    return { ...k, plan: plan && { ...planInRounds(), session: plan.session } }
  }
  it.for(rows(
    ['a submitter writes the plan into the journal before participants approve it', inRounds({ store: { record: 'none' } }), 'take slot'],
    ['a submitter waits until enough participants approve', inRounds(), 'gather'],
    ['a submitter that waits for approvals reads the record again after half a minute, because another tab may have begun a round', inRounds({ store: { record: 'kept', readAt: NOW.at - RECORD_PAUSE } }), 'read record'],
    ['a submitter that waits for approvals reads the session once a minute, because somebody may have changed it', inRounds({ node: checkedAgo(CHECK_PAUSE) }), 'check session'],
    ['a submitter that waits for approvals does not read the session while the page is hidden', inRounds({ node: checkedAgo(CHECK_PAUSE) }), 'gather', { isAway: true }],
    ['a submitter that waits for approvals does not read the session without a login', inRounds({ node: checkedAgo(CHECK_PAUSE) }), 'gather', { isLoggedIn: false }],
    ['a submitter makes the bytes of a round once enough participants approve', inRounds({ ready: [BOB] }), 'stamp'],
    ['a submitter without a login waits for the login before it begins a round', inRounds({ ready: [BOB] }), 'wait Infinity s', { isLoggedIn: false }],
    ['a submitter in rounds collects signatures while a round lasts', inRounds({ ready: [BOB], draft: sharedDraft([]) }), 'collect 0 signatures of 1'],
    ['a submitter waits after a round until nobody can use its signatures any more', inRounds({ ready: [BOB], draft: sharedDraft([], { left: 0 }) }), 'wait 40 s'],
    ['a submitter makes new bytes after that wait', inRounds({ ready: [BOB], draft: sharedDraft([BOB], { left: -SETTLE - ROUND_PAUSE }) }), 'stamp'],
    ['a submitter waits for approvals after that wait if too few participants are there', inRounds({ draft: sharedDraft([], { left: -SETTLE - ROUND_PAUSE }) }), 'gather'],
    ['a submitter keeps the approvals while the connection is missing', inRounds({ ready: [BOB], trouble: troubleOf('NOT_CONNECTED', { ago: 100 }) }), 'wait 0.4 s', { isLoggedIn: false }],
    ['a submitter begins another round once an attempt without an answer can no longer land', inRounds({ ready: [BOB], attempts: [attemptIn('void')], node: looked(false) }), 'stamp'],
    ['a submitter does not begin another round while an attempt may land', inRounds({ ready: [BOB], attempts: [attemptIn('doubtful')] }), 'look by wallet'],
    ['a submitter does not begin another round after the node has refused what was approved', inRounds({ ready: [BOB], attempts: [attemptIn('refused')] }), 'remove record'],
    ['a submitter does not begin a round whose record is gone', inRounds({ ready: [BOB], store: { record: 'gone' }, hasToldOthers: true }), 'end failed, PROPOSAL_LAPSED'],
    ['a submitter whose record is gone tells the others before it ends', inRounds({ ready: [BOB], store: { record: 'gone' } }), 'tell others'],
    ['a submitter who stops tells the others once the record is removed', inRounds({ person: { hasStopped: true }, store: REMOVED }), 'tell others'],
    ['a submitter ends once it has told the others', inRounds({ person: { hasStopped: true }, store: REMOVED, hasToldOthers: true }), 'end cancelled, CLOSING_CANCELLED'],
    ['a submitter that has shown nothing tells nobody', inRounds({ person: { hasStopped: true }, store: { record: 'none' } }), 'end cancelled, CLOSING_CANCELLED'],
    ['a submitter whose proposal another client gives up leaves it to that client to tell the others', inRounds({ turn: 'theirs', store: REMOVED }), 'end failed, CLOSING_IN_PROGRESS'],
    ['a submitter who stops while participants approve removes the record', inRounds({ person: { hasStopped: true } }), 'remove record'],
  ))('%s', ([, knowledge, action, moment]) => { expect(actionFor(knowledge, moment)).toBe(action) })

  it('a submitter that waits for approvals ends the proposal once the session has changed, and keeps it if the session could not be read', () => {
    const due = inRounds({ node: checkedAgo(CHECK_PAUSE) })
    expect(actionFor(learn(due, { kind: 'session checked', begunAt: NOW.at, isUnchanged: true }, NOW.at))).toBe('gather')
    expect(actionFor(learn(due, { kind: 'failed', action: { do: 'check session' }, error: new NitroliteError('REQUEST_TIMEOUT') }, NOW.at))).toBe('gather')
    const changed = learn(due, { kind: 'session checked', begunAt: NOW.at, isUnchanged: false }, NOW.at)
    expect([actionFor(changed), changed.trouble?.error.code]).toEqual(['remove record', 'PROPOSAL_FACTS_CHANGED'])
  })

  it('a plan that participants approve counts as not sent when it is taken up from the journal', () => {
    const record = { version: 1, closingId: 'c', protocol: 'scripted/1', node: 'ws://node.test', sessionId: known().sessionId, plan: planInRounds(), attempts: [], startedAt: 0 } as const
    const start = { id: 'c', sessionId: record.sessionId, startedAt: 0, now: 0, request: null, node: known().node }
    expect(knowledgeAtStart(start, record, 0)).toMatchObject({ hasSent: false, store: { record: 'kept' } })
    expect(knowledgeAtStart(start, { ...record, attempts: [{ attempt: attemptIn('written').attempt, outcome: null }] }, 0).hasSent).toBe(true)
  })

  it('a second signature of the same participant replaces the first one while signatures are missing', () => {
    const { plan, ...missing } = among('submitter', { draft: sharedDraft([BOB]) })
    const k = learn({ ...missing, plan: plan && { ...plan, session: { ...plan.session, quorum: 3 } } }, { kind: 'co-signed', signature: { ...signatureOf(BOB), signatures: ['0xbb'] } }, NOW.at)
    expect(k.draft).toMatchObject({ isKept: false, signatures: [{ participant: BOB, signatures: ['0xbb'] }] })
  })

  it('a signature that arrives while the draft is written is written as well', () => {
    const draft = sharedDraft([], { isKept: false })
    const more = learn(among('submitter', { draft }), { kind: 'co-signed', signature: signatureOf(BOB) }, NOW.at)
    expect(actionFor(learn(more, { kind: 'draft kept', draft }, NOW.at))).toBe('keep draft 1 signatures of 1')
  })

  it('a submitter that collects reads the record again when another tab says that it has changed', () => {
    const k = learn(among('submitter', { draft: sharedDraft([]), store: { record: 'kept' } }), { kind: 'record changed' }, NOW.at)
    expect(actionFor(k)).toBe('read record')
    expect(show(k, { do: 'read record' })).toMatchObject({ state: 'collecting', recovery: null, error: null })
  })

  it('a submitter never adds a signature of other bytes that another client collects for', () => {
    const k = among('submitter', { draft: sharedDraft([]), store: { record: 'overtaken' } })
    const others = { ...sharedDraft([BOB]), shared: { text: 'nlp1.other', boxSalt: '0x02' } } as const
    const known = learn(k, { kind: 'record', record: recordOf(k, planTogether('submitter'), { draft: keptDraft(others, TIMERS) }) }, NOW.at)
    expect(known.draft).toMatchObject({ signatures: [], isKept: false })
  })

  it('a change that another tab reports while the draft is written is read afterwards', () => {
    const draft = sharedDraft([BOB], { isKept: false })
    const changed = learn(among('submitter', { draft, store: { record: 'kept' } }), { kind: 'record changed' }, NOW.at)
    expect(actionFor(learn(changed, { kind: 'draft kept', draft }, NOW.at))).toBe('read record')
  })

  it('a failed step of the submitter keeps the signatures of the others', () => {
    const k = among('submitter', { draft: sharedDraft([BOB]) })
    const { draft } = learn(k, { kind: 'failed', action: { do: 'sign', submission: 'close', isFresh: false }, error: troubleOf('NOT_CONNECTED').error }, NOW.at)
    expect(draft).toBe(k.draft)
  })
})

describe('a co-signer', () => {
  const offered = (ago = 0): KnownParts => ({ attempts: [attemptIn('offered', { ago })], hasSent: true })

  it.for(rows(
    ['a co-signer writes that it is about to sign once the proposal is checked', among('co-signer'), 'take slot'],
    ['a co-signer signs once the journal says so', among('co-signer', { store: { record: 'kept' } }), 'sign close'],
    ['a co-signer writes its signature into the journal before it gives it away', among('co-signer', { draft: { ...sharedDraft([ALICE]), shared: null }, store: { record: 'kept' } }), 'write attempt 1'],
    ['a co-signer signs nothing after a reload that came before its signature', among('co-signer', { request: null, store: { record: 'kept' } }), 'remove record'],
    ['a co-signer signs nothing when another tab has removed its record', among('co-signer', { store: { record: 'gone' } }), 'end cancelled, CLOSING_CANCELLED'],
    ['a co-signer whose wallet has another record for the session removes its own', among('co-signer', { store: { record: 'kept' }, trouble: troubleOf('PROPOSAL_CONFLICT') }), 'remove record'],
    ['a co-signer gives away the signature that it has written', among('co-signer', { attempts: [attemptIn('written')] }), 'offer attempt 1'],
    ['a co-signer watches the session once its signature is given away', among('co-signer', offered()), 'look by wallet'],
    ['a co-signer asks the node whether its signature can still be used', among('co-signer', { ...offered(), node: looked(false) }), 'probe by wallet'],
    ['a co-signer cannot take back a signature by stopping', among('co-signer', { ...offered(), node: looked(false), person: { hasStopped: true } }), 'probe by wallet'],
    ['a co-signer reads the payouts as soon as the session is closed', among('co-signer', { ...offered(), node: looked(true) }), 'read payouts by wallet'],
    ['a co-signer whose signature can no longer be used removes its record', among('co-signer', { attempts: [attemptIn('void')], node: looked(false) }), 'remove record'],
    ['a co-signer whose signature can no longer be used ends as lapsed', among('co-signer', { attempts: [attemptIn('void')], node: looked(false), store: { record: 'removed', lookups: { count: 1, at: NOW.at } } }), 'end failed, PROPOSAL_LAPSED'],
    ['a co-signer never sends the attempt itself', among('co-signer', { attempts: [attemptIn('fenced', { ago: SETTLE + 1_000 })], node: looked(false) }), 'look by wallet'],
  ))('%s', ([, knowledge, action, moment]) => { expect(actionFor(knowledge, moment)).toBe(action) })

  describe('whose signature is being written', () => {
    const writing = among('co-signer', { draft: { ...sharedDraft([ALICE]), shared: null }, store: { record: 'kept' } })
    const failedWith = (k: Knowledge, code: NitroliteErrorCode) =>
      learn(k, { kind: 'failed', action: { do: 'write', attempts: [attemptIn('written').attempt] }, error: troubleOf(code).error }, NOW.at)
    const later = { at: NOW.at + RETRY_PAUSE }

    it('a co-signer cannot stop while its signature is being written, because another tab may find it', () => {
      expect([canStop(writing), canStop({ ...writing, draft: null })]).toEqual([false, true])
    })

    it('a co-signer whose journal may have written the signature writes it again, and is still signing', () => {
      const k = failedWith(writing, 'JOURNAL_FAILED')
      expect([actionFor(k), actionFor(k, later), actionFor(failedWith(k, 'JOURNAL_UNAVAILABLE'), later)]).toEqual(['wait 5 s retrying', 'write attempt 1', 'write attempt 1'])
      expect([canStop(k), show(k, next(k, NOW)).state]).toEqual([false, 'signing'])
    })

    it('a co-signer whose journal has written nothing removes the record', () => {
      expect(actionFor(failedWith(writing, 'JOURNAL_UNAVAILABLE'))).toBe('remove record')
    })
  })

  it('a signature that was given away counts as one that may land', () => {
    const k = learn(among('co-signer', { attempts: [attemptIn('written')] }), { kind: 'offered', attempts: [attemptIn('written').attempt] }, NOW.at)
    expect(k).toMatchObject({ hasSent: true, attempts: [{ stage: 'offered' }] })
    expect(show(k, { do: 'look', attempts: [], by: 'wallet' })).toMatchObject({ state: 'collecting', recovery: null, error: null })
  })
})
