import { isNothingRecorded, isPerhapsRecorded, isUnreachable, isWalletError } from '../../errors/groups'
import { NitroliteError } from '../../errors/errors'
import type { PayoutVerdict } from '../../receipts/payouts'
import type { Attempt, AttemptOutcome } from '../types'
import type { Action } from './action'
import type { Evidence } from './evidence'
import { isBetween, isCollecting, openAttempts } from './facts'
import { checkedAt, NO_FAILURES, NO_LOOKS, withLedger, withNode, withPerson, withStore, type Knowledge, type LedgerKnowledge, type Trouble } from './knowledge'
import { isAmong, isCertain, isShared, withWritten, type AttemptStage, type Draft, type KnownAttempt } from './attempts'
import { learnRecord, learnRecordGone, learnRemoval, learnTurn, learnTurnLost } from './learnRecord'
import { sourceOf, withCoSigned, withDraftAgain, withoutEndedKeys } from './signers'
import { MOST_INCOMPLETE_READINGS, WATCH_SETTLES } from './pauses'

/** What is known after something was found out. Pure: the same knowledge and evidence always give the same result. */
export const learn = (k: Knowledge, e: Evidence, at: number): Knowledge => withDraftAgain(learnEvidence(k, e, at), at)

function learnEvidence(k: Knowledge, e: Evidence, at: number): Knowledge {
  switch (e.kind) {
    case 'turn': return learnTurn(k, e.isOurs)
    case 'turn lost': return learnTurnLost(k)
    case 'heard': return { ...k, heard: e.snapshot }
    case 'planned': return withNode({ ...k, plan: e.plan, trouble: null }, { checked: checkedAt(at) })
    // What failed before a further attempt may fail again when the attempt is written.
    case 'signed': return { ...k, draft: e.draft, trouble: k.attempts.length > 0 ? k.trouble : null }
    case 'ready': return { ...k, ready: e.participants }
    case 'session checked': return learnCheck(k, e, at)
    case 'others told': return { ...k, hasToldOthers: true }
    case 'stamped': return { ...k, draft: e.draft, trouble: null }
    case 'draft kept': return learnDraftKept(k, e.draft)
    case 'slot taken': return withStore({ ...k, trouble: null }, { record: 'kept', isDoubted: false, failures: NO_FAILURES })
    case 'draft overtaken': return withStore({ ...k, trouble: null }, { record: 'overtaken' })
    case 'co-signed': return withCoSigned(k, e.signature)
    case 'offered': return lookAnew({
      ...k, hasSent: true,
      attempts: k.attempts.map(known => known.stage === 'written' && isAmong(e.attempts, known) ? moved(known, 'offered', at) : known),
    })
    case 'written': return { ...learnWritten(k, e.attempts, at), trouble: null }
    case 'overtaken': return learnOvertaken(k, e.attempts, at)
    // The journal holds the record of another closing. If this closing has sent something, somebody removed its record first.
    case 'taken': return k.hasSent ? learnOvertaken(k, e.attempts, at) : { ...k, draft: null, trouble: inProgress(at, at) }
    case 'sent': return lookAnew({
      ...k, hasSent: true,
      attempts: change(k, e.attempt.requestId, known => known.stage === 'written' ? moved(known, 'awaited', at) : known),
    })
    case 'overdue': return doubt(k, e.attempt.requestId, null, at)
    case 'answered': return e.outcome.kind === 'unknown'
      ? doubt(k, e.attempt.requestId, e.outcome, at)
      : lookAnew({ ...k, attempts: withoutEndedKeys(k, decide(k, e.attempt.requestId, e.outcome, at), e, at), trouble: null })
    case 'witness reached': return withNode(k, { looks: { ...k.node.looks, isReached: true } })
    case 'looked': return learnLook(k, e, at)
    case 'probed': return withNode({
      ...k,
      attempts: k.attempts.map(known => e.fenced.has(known.attempt.requestId) && (known.stage === 'doubtful' || known.stage === 'offered')
        ? moved(known, 'fenced', at)
        : known),
    }, { looks: { ...k.node.looks, isProbed: true, endedAt: at, expectedAt: e.expectedAt, canRevoke: e.canRevoke } })
    case 'renewed': return withNode(k, { renewedFor: k.attempts.at(-1)?.attempt.requestId ?? null, looks: NO_LOOKS })
    case 'agreed': return withPerson(lookAnew({ ...k, trouble: null, draft: null }), {
      held: { error: e.error, at, leaveAt: null, isContinuing: false }, hasStopped: false,
    })
    case 'continued': return withPerson(
      withNode({ ...k, trouble: null }, { excusedAttempts: k.attempts.length, looks: NO_LOOKS }), { held: null })
    case 'record changed': return k.store.record === 'kept' ? withStore(k, { record: 'overtaken' }) : k
    case 'record': return e.record ? learnRecord(k, e.record, at) : learnRecordGone(k, at)
    case 'payouts': return withLedger(k, learnPayouts(k, e.verdict, at))
    case 'ending': return withStore(lookAnew(k), { ending: e.entry, lookups: { count: k.store.lookups.count + 1, at } })
    case 'ending kept': return withStore(k, { keptResult: e.result })
    case 'removed': return learnRemoval(k, e.how, at)
    case 'stopped': return withPerson({ ...k, trouble: null }, { hasStopped: true })
    case 'left open': return k.person.held ? withPerson(k, { held: { ...k.person.held, leaveAt: at } }) : k
    case 'resumed': return withPerson(k, { declined: null, held: k.person.held && { ...k.person.held, isContinuing: true } })
    case 'archive wanted': return withPerson(k, { archive: 'wanted' })
    case 'archived': return withPerson(k, { archive: 'in history' })
    case 'hint': return withNode(lookAnew(k), { hintedAt: at })
    case 'key revoked': return lookAnew(k)
    case 'protocol': return withNode(k, { hasOtherProtocol: e.isOther })
    case 'failed': return learnFailure(k, e.action, e.error, at)
  }
}

/** Earlier looks say nothing about what changed just now. */
const lookAnew = (k: Knowledge): Knowledge => withNode(k, { looks: NO_LOOKS })

const moved = (known: KnownAttempt, stage: AttemptStage, at: number): KnownAttempt => ({ ...known, stage, since: at })

const change = (k: Knowledge, requestId: number, alter: (known: KnownAttempt) => KnownAttempt): readonly KnownAttempt[] =>
  k.attempts.map(known => known.attempt.requestId === requestId ? alter(known) : known)

/** An outcome that is certain replaces everything but another certain one. */
const decide = (k: Knowledge, requestId: number, outcome: AttemptOutcome, at: number): readonly KnownAttempt[] =>
  change(k, requestId, known => isCertain(known) || outcome.kind === 'unknown' ? known : { ...moved(known, outcome.kind, at), outcome })

/** The outcome of an attempt is unknown. Fenced, void, landed and refused attempts keep their stage. */
function doubt(k: Knowledge, requestId: number, outcome: AttemptOutcome | null, at: number): Knowledge {
  return withNode({
    ...k,
    attempts: change(k, requestId, (known) => {
      if (isCertain(known)) return known
      const noted = outcome ? { ...known, outcome } : known
      return known.stage === 'awaited' || known.stage === 'written' ? moved(noted, 'doubtful', at) : noted
    }),
  }, { looks: NO_LOOKS, doubtSince: at })
}

const learnWritten = (k: Knowledge, attempts: readonly Attempt[], at: number): Knowledge =>
  withStore({ ...k, draft: null, collected: sourceOf(k), attempts: withWritten(k.attempts, attempts, at) }, { record: 'kept', failures: NO_FAILURES })

/** A change that another client has reported meanwhile may have come after ours, so it is still read. */
const learnDraftKept = (k: Knowledge, draft: Draft): Knowledge => withStore(
  { ...k, draft: k.draft && { ...k.draft, isKept: k.draft.isKept || k.draft === draft }, trouble: null },
  { record: k.store.record === 'overtaken' ? 'overtaken' : 'kept', isDoubted: false, failures: NO_FAILURES })

/** Another client found our record, so it may have sent the attempt. What it has written is read next. */
const learnOvertaken = (k: Knowledge, attempts: readonly Attempt[], at: number): Knowledge => withStore({
  ...k, draft: isShared(k.draft) ? k.draft : null, hasSent: true, trouble: inProgress(-Infinity, at),
  attempts: withWritten(k.attempts, attempts, at),
}, { record: 'overtaken' })

const inProgress = (at: number, since: number): Trouble => ({ error: new NitroliteError('CLOSING_IN_PROGRESS'), at, since, isFinal: true })

function learnLook(k: Knowledge, look: Extract<Evidence, { kind: 'looked' }>, at: number): Knowledge {
  const { begunAt, outcomes } = look
  let known = k
  for (const [requestId, outcome] of outcomes) {
    const attempt = known.attempts.find(({ attempt }) => attempt.requestId === requestId)
    known = attempt?.stage === 'landed' && outcome.kind === 'refused'
      // The node took this attempt once. Somebody has agreed on other allocations since.
      ? { ...known, trouble: { error: new NitroliteError(outcome.error.code, outcome.error.data), at, since: at, isFinal: true } }
      // Earlier trouble says nothing about what the node has decided since.
      : { ...known, attempts: decide(known, requestId, outcome, at), trouble: null }
  }
  // If the ledger shows the requested payouts, an attempt without an answer may have made them. No attempt becomes void then.
  const isOpen = !look.isClosed && (look.payout === null || look.payout === 'superseded')
  if (isOpen) known = { ...known, attempts: markVoid(known, begunAt) }
  const isOpenAgain = !look.isClosed && isPaidThoughOpen(known, look.payout)
  const isClosed = look.isClosed || isOpenAgain
  const { session, looks } = k.node
  return withNode(known, {
    session: { isClosed, isOpenAgain, closedSince: session?.isClosed ? session.closedSince : at, begunAt, endedAt: at },
    looks: { ...looks, count: looks.count + 1, failures: 0, misses: 0, endedAt: at, isProbed: false },
  })
}

/**
 * Whether the session was paid out although the node says that it is open.
 *
 * - An update that arrives during a close can open a paid session again
 * - If other amounts were paid, an attempt of this closing may still land once the session holds enough. Nothing is certain
 *   before that attempt is void
 * - Withdrawals also empty an open session. If the node has refused every attempt, this closing has paid nothing, and fails
 */
const isPaidThoughOpen = (k: Knowledge, payout: Extract<Evidence, { kind: 'looked' }>['payout']): boolean =>
  payout === 'superseded' ? openAttempts(k).length === 0 && k.attempts.some(({ stage }) => stage !== 'refused') : payout !== null

/** Fenced attempts are void once the node has had its time for them before this look began. */
function markVoid(k: Knowledge, begunAt: number): readonly KnownAttempt[] {
  const isOver = openAttempts(k).every(({ stage, since }) => stage === 'fenced' && since + k.node.settle <= begunAt)
  return isOver ? k.attempts.map(known => known.stage === 'fenced' ? { ...known, stage: 'void' } : known) : k.attempts
}

function learnPayouts({ ledger, node, store }: Knowledge, verdict: PayoutVerdict, at: number): LedgerKnowledge {
  const isIncomplete = verdict.result === 'incomplete'
  // A result that was announced changes only when more was paid than was paid in.
  const isChanged = store.keptResult === null || verdict.result === 'overpaid'
  const isTakenAsFinal = !isIncomplete || ledger.incomplete + 1 >= MOST_INCOMPLETE_READINGS
  return {
    verdict: isChanged ? verdict : ledger.verdict, failures: 0, endedAt: at, reads: ledger.reads + 1,
    incomplete: ledger.incomplete + (isIncomplete ? 1 : 0),
    paidAt: ledger.paidAt ?? (isTakenAsFinal ? at : null),
    isCertain: ledger.paidAt !== null && at >= ledger.paidAt + WATCH_SETTLES * node.settle,
  }
}

function learnFailure(k: Knowledge, action: Action, error: NitroliteError, at: number): Knowledge {
  const { looks } = k.node
  switch (action.do) {
    case 'look':
      // Another participant changed the session while the closing was held. That is news, and not a failed look.
      if (k.person.held && (error.code === 'SESSION_CHANGED' || error.code === 'SESSION_NOT_FOUND')) {
        return withNode({ ...k, trouble: { error, at, since: at, isFinal: true } }, { looks: { ...looks, endedAt: at } })
      }
      return withNode(k, { looks: { ...looks, failures: looks.failures + 1, misses: error.code === 'SESSION_NOT_FOUND' ? looks.misses + 1 : 0, endedAt: at } })
    case 'probe': return withNode(k, { looks: { ...looks, failures: looks.failures + 1, endedAt: at } })
    // The proposal stays as it is, and the session is read again after the same pause.
    case 'check session': return withNode(k, { checked: checkedAt(at) })
    case 'tell others': return { ...k, hasToldOthers: true }
    case 'read payouts': return withLedger(k, { failures: k.ledger.failures + 1, reads: k.ledger.reads + 1, endedAt: at })
    case 'read record':
    case 'remove record': return withStore(k, { failures: { count: k.store.failures.count + 1, at } })
    case 'look up ending': return withStore(k, { lookups: { count: k.store.lookups.count + 1, at } })
    case 'keep ending': return withStore(k, { keptResult: action.result })
    case 'archive': return withPerson(k, { archive: 'in history' })
    // Some of its bytes may have left. Before that, nothing was sent.
    case 'send': return k.attempts.some(({ attempt, stage }) => attempt.requestId === action.attempt.requestId && stage !== 'written')
      ? doubt(k, action.attempt.requestId, null, at)
      : learnTrouble(k, action, error, at)
    case 'take turn':
    case 'plan':
    case 'gather':
    case 'stamp':
    case 'take slot':
    case 'keep draft':
    case 'offer':
    case 'sign':
    case 'write':
    case 'renew':
    case 'agree':
    case 'continue':
    case 'await answer':
    case 'collect':
    case 'wait':
    case 'hold':
    case 'end': return learnTrouble(k, action, error, at)
  }
}

/** The submitter keeps the signatures of the others: only the step with them failed. */
const withoutOwnDraft = (k: Knowledge): Knowledge => k.plan?.together?.role === 'submitter' ? k : { ...k, draft: null }

/**
 * The journal may hold the signature of a co-signer although it says that it has failed. Another tab gives every signature that it
 * finds there to the submitter, so this one counts as given. It is written again until the journal confirms it.
 */
const isPerhapsGiven = (k: Knowledge, action: Action, error: NitroliteError): boolean =>
  k.plan?.together?.role === 'co-signer' && action.do === 'write' && (k.hasSent || isPerhapsRecorded(error.code))

/** Nobody can approve or sign any more what was proposed for the session as it was. */
function learnCheck(k: Knowledge, { begunAt, isUnchanged }: Extract<Evidence, { kind: 'session checked' }>, at: number): Knowledge {
  const trouble: Trouble = { error: new NitroliteError('PROPOSAL_FACTS_CHANGED'), at, since: at, isFinal: true }
  return withNode({ ...k, trouble: isUnchanged ? null : trouble }, { checked: { begunAt, endedAt: at } })
}

/** An action failed, and may have written the first record of the closing all the same. */
function doubtRecord(k: Knowledge, action: Action, at: number): Knowledge {
  if (action.do === 'write') return learnWritten(k, action.attempts, at)
  if (action.do === 'keep draft' || action.do === 'take slot') return withStore({ ...k, draft: null }, { record: 'kept', isDoubted: true })
  return withoutOwnDraft(k)
}

function learnTrouble(k: Knowledge, action: Action, error: NitroliteError, at: number): Knowledge {
  if (isPerhapsGiven(k, action, error)) return { ...k, hasSent: true, trouble: { error, at, since: at, isFinal: false } }
  // The record may have been written despite the error. A client that finds it later would assume that its attempt was sent.
  const isDoubted = k.store.record === 'none' && !isNothingRecorded(error.code)
  const known = isDoubted ? doubtRecord(k, action, at) : withoutOwnDraft(k)
  const since = k.trouble && isUnreachable(k.trouble.error.code) ? k.trouble.since : at
  // A declined login ends the closing or is tried again. Only a declined signature is left to the person.
  if (action.do === 'sign' && k.hasSent && !isBetween(k) && !isCollecting(k) && isWalletError(error.code)) return withPerson(known, { declined: error })
  return { ...known, trouble: { error, at, since, isFinal: action.do === 'renew' && action.reason === 'the login is over' } }
}

