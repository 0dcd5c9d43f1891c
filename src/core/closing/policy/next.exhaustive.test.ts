import { expect, it } from 'vitest'
import { attemptIn, known, knownAtOnce, looked, NOW, planInRounds, planOf, planTogether, SETTLE, sharedDraft, troubleOf } from '../../../../test/helpers/knownClosing'
import { ALICE } from '../../../../test/helpers/scriptedProtocol'
import { NitroliteError } from '../../errors/errors'
import type { HistoryEntry } from '../../history/types'
import { isSameAction, isWaiting } from './action'
import { currentSubmission, isPaying, landedAttempts, openAttempts } from './facts'
import type { ClosingPlan } from '../types'
import type { Knowledge, PersonKnowledge } from './knowledge'
import type { AttemptStage, Draft, KnownAttempt } from './attempts'
import { learn } from './learn'
import type { Moment } from './moves'
import { next } from './next'

/** `npm test` checks every 47th situation; `npm run situations` checks all of them. */
const STEP = process.env.SITUATIONS === 'all' ? 1 : 47

const STAGES: readonly AttemptStage[] = ['written', 'offered', 'awaited', 'doubtful', 'fenced', 'void', 'landed', 'refused']
const ATTEMPTS = [...STAGES.map(stage => ({ stage })), { stage: 'refused', code: 'AUTH_REQUIRED' }, { stage: 'refused', code: 'SESSION_NOT_OPEN' }] as const
const READINGS = [{}, looked(false), looked(false, { ago: 50_000 }), looked(true), looked(true, { closedFor: SETTLE + 10_000 })]
const RECORDS = ['none', 'kept', 'removed', 'overtaken', 'gone'] as const
/** The closing was found in the journal, and was looked up in the history, or not yet. */
const FOUND = [{ lookups: { count: 0, at: 0 } }, { lookups: { count: 1, at: NOW.at } }, ...['failed', 'closed'].map(state => (
  { lookups: { count: 1, at: NOW.at }, ending: { state, error: null, receipt: state === 'closed' ? {} : null } as HistoryEntry }
))]
const TURNS = ['not asked', 'ours', 'theirs'] as const
const PLANS: readonly ClosingPlan[] = [
  planOf('close'), planOf('operate', 'close'), planTogether('submitter'), planTogether('co-signer'), planInRounds(),
  planTogether('submitter', 'operate', 'close'), planTogether('co-signer', 'operate', 'close'),
]
const DRAFTS = [null, sharedDraft([]), sharedDraft([ALICE]), sharedDraft([ALICE], { isKept: false }), sharedDraft([ALICE], { left: 0 }), sharedDraft([], { left: -100_000 })]
const AGES = [0, 40_000]
const TROUBLES = AGES.map(ago => [null, troubleOf('WALLET_REJECTED', { ago }), troubleOf('JOURNAL_FAILED', { ago }), troubleOf('SESSION_CHANGED', { ago })])
const DECLINED = new NitroliteError('WALLET_REJECTED')
const PERSONS: readonly Partial<PersonKnowledge>[] = [{}, { hasStopped: true }, { declined: DECLINED }, { archive: 'wanted' }, { archive: 'in history' }]
/** A closing that has stopped between its two submissions: it waits for the person, for the wallet, or the person has decided. */
const HELD: readonly Partial<PersonKnowledge>[] = [
  { error: DECLINED }, { error: new NitroliteError('AUTH_REQUIRED') }, { error: DECLINED, isContinuing: true }, { error: DECLINED, leaveAt: NOW.at },
].map(held => ({ held: { at: NOW.at, leaveAt: null, isContinuing: false, ...held } }))
const FAILURES = [DECLINED, new NitroliteError('CONNECTION_LOST')]
/** All that is done for a closing that the person archives. It can no longer be resolved, so its record may leave the journal. */
const ARCHIVING = ['archive', 'read record', 'remove record', 'wait', 'end']
const FLAGS = [false, true]
const MOMENTS: readonly Moment[] = FLAGS.flatMap(isLoggedIn => FLAGS.map(isStuck => ({ ...NOW, isLoggedIn, isStuck })))

/** No attempt, one, or two; the second one belongs to the last submission. */
function* attemptLists(submissions: readonly string[], ago: number): Generator<KnownAttempt[]> {
  yield []
  for (const { stage, ...details } of ATTEMPTS) {
    const one = attemptIn(stage, { ago, id: 1, submission: submissions[0] ?? '', ...details })
    yield [one]
    for (const { stage, ...details } of ATTEMPTS) yield [one, attemptIn(stage, { ago, id: 2, submission: submissions.at(-1) ?? '', ...details })]
  }
}

/** Only a submitter has a draft that waits for others, and only before there is an attempt. */
const draftsOf = ({ together }: ClosingPlan, attempts: readonly KnownAttempt[]): readonly (Draft | null)[] =>
  together?.role === 'submitter' && attempts.length === 0 ? DRAFTS : [null]

function* situations(): Generator<Knowledge> {
  let count = 0
  for (const make of [known, knownAtOnce]) {
    for (const plan of PLANS) {
      const persons = plan.submissions.length > 1 ? [...PERSONS, ...HELD] : PERSONS
      for (const [at, ago] of AGES.entries()) {
        for (const attempts of attemptLists(plan.submissions, ago)) {
          for (const node of READINGS) {
            for (const record of RECORDS) {
              const begun = make({ plan, attempts, node, store: { record } })
              const isFound = record === 'kept' && !plan.together && attempts.every(({ stage }) => stage !== 'written')
              const found = isFound ? FOUND.map(store => ({ ...begun, request: null, store: { ...begun.store, ...store } })) : []
              for (const base of [begun, ...found]) {
                for (const turn of TURNS) {
                  for (const trouble of TROUBLES[at] ?? []) {
                    for (const person of persons) {
                      for (const draft of draftsOf(plan, attempts)) if (count++ % STEP === 0) yield { ...base, turn, trouble, draft, person: { ...base.person, ...person } }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/** What an action does that it must never do in this situation. */
function violationOf(k: Knowledge, now: Moment): string | null {
  const action = next(k, now)
  const open = openAttempts(k)
  const isSending = action.do === 'sign' || action.do === 'write' || action.do === 'send'
  if (isSending && open.length > 0 && k.node.canPayTwice) return 'sends what the node could pay in addition'
  if (isSending && open.some(({ stage }) => stage === 'awaited')) return 'sends while an answer may still come'
  if (action.do === 'send' && k.plan?.together?.role === 'co-signer') return 'sends what only the submitter may send'
  if (action.do === 'sign' && k.plan?.together?.role === 'co-signer' && k.store.record !== 'kept') return 'signs before the journal says so'
  if ((action.do === 'gather' || action.do === 'check session' || action.do === 'stamp') && k.plan?.together?.rounds && k.store.record !== 'kept') return 'shares what is not in the journal'
  // Where participants approve first, each round has new bytes. The attempts of earlier rounds can no longer land then.
  const mayStamp = k.plan?.together?.rounds ? open.length === 0 && landedAttempts(k).length === 0 : k.attempts.length === 0
  if (action.do === 'stamp' && !mayStamp) return 'makes new bytes although earlier ones may be used'
  if (action.do === 'send' && k.plan?.together && action.attempt.submission !== currentSubmission(k)) return 'sends a step before the one before it has landed'
  if (action.do === 'collect' && !k.draft?.isKept) return 'asks for signatures of what is not in the journal'
  if (action.do === 'offer' && !k.attempts.some(({ stage }) => stage === 'written')) return 'gives away a signature that is not in the journal'
  if (isSending && k.turn !== 'ours') return 'sends although it is not our turn'
  if (isSending && k.request === null && (k.store.lookups.count === 0 || k.store.ending)) return 'sends what may have ended'
  const isArchived = k.person.archive !== 'not wanted' && k.turn === 'ours'
  if (isArchived && !ARCHIVING.includes(action.do)) return 'works on an archived closing'
  const hasLanded = landedAttempts(k).some(({ attempt: { submission } }) => submission === 'close')
  const isGivingUp = action.do === 'end' && (action.as.state === 'failed' || action.as.state === 'cancelled')
  if (isGivingUp && k.turn === 'ours' && !isArchived && (open.length > 0 || hasLanded)) return 'gives up what may land or has landed'
  // An ending in the history says that another client has found out what became of every attempt.
  if (action.do === 'remove record' && k.turn === 'ours' && open.length > 0 && !isPaying(k) && !isArchived && !k.store.ending) return 'removes the record of what may land'
  if (action.do === 'look') {
    const after = learn(k, { kind: 'looked', begunAt: now.at, isClosed: k.node.session?.isClosed ?? false, payout: null, outcomes: new Map() }, now.at)
    if (next(after, now).do === 'look') return 'looks again at the same instant'
  }
  // Taking the turn, agreeing and continuing cannot fail.
  if (isWaiting(action) || action.do === 'end' || action.do === 'take turn' || action.do === 'agree' || action.do === 'continue') return null
  for (const error of FAILURES) {
    const after = learn(k, { kind: 'failed', action, error }, now.at)
    if (isSameAction(next(after, now), action)) return `repeats at the same instant what failed with ${error.code}`
  }
  return null
}

it('in every situation the policy neither sends twice or out of turn, nor gives up or forgets an attempt that may land and was not archived, nor repeats a failed action at once', () => {
  const violations: string[] = []
  let count = 0
  for (const k of situations()) {
    for (const now of MOMENTS) {
      count += 1
      const violation = violationOf(k, now)
      if (violation && violations.length < 10) {
        const { turn, attempts, store, trouble, person } = k
        violations.push(`${violation}: ${JSON.stringify({
          turn, stages: attempts.map(({ stage }) => stage), record: store.record, trouble: trouble?.error.code, person, action: next(k, now).do,
        })}`)
      }
    }
  }
  expect(violations).toEqual([])
  expect(count * STEP).toBeGreaterThan(30_000_000)
}, STEP === 1 ? 3_600_000 : 600_000)
