import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptIn, draftOf, known, looked, NOW, planOf, sharedDraft, troubleOf, verdictOf } from '../../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import { describeError, NitroliteError } from '../../errors/errors'
import type { JournalRecord } from '../../journal/journal'
import { attemptKey } from '../../journal/sameRecord'
import type { Attempt, AttemptOutcome } from '../types'
import type { Action } from './action'
import type { KnownAttempt } from './attempts'
import type { Evidence } from './evidence'
import { openAttempts } from './facts'
import { NO_FAILURES, NO_LOOKS, type Knowledge } from './knowledge'
import { learn } from './learn'
import { show } from './show'

const IDS = [1, 2, 3]
const attemptOf = (id: number) => attemptIn('written', { id }).attempt
const LANDED: AttemptOutcome = { kind: 'landed', responseText: '[1]', responseSignatures: [] }
const REFUSED: AttemptOutcome = { kind: 'refused', error: describeError('ALLOCATION_SUM_MISMATCH') }
const UNKNOWN: AttemptOutcome = { kind: 'unknown', error: describeError('NODE_UNKNOWN_ERROR', { text: 'internal error' }) }

const recordWith = (outcomes: readonly (AttemptOutcome | null)[]): JournalRecord => ({
  version: 1, closingId: 'c', protocol: 'scripted/1', node: 'ws://node.test', sessionId: '0x', plan: planOf('close'), startedAt: 0,
  attempts: outcomes.map((outcome, at) => ({ attempt: attemptOf(at + 1), outcome })),
})

const outcome = fc.constantFrom(LANDED, REFUSED, UNKNOWN)
const id = fc.constantFrom(...IDS)
const failedAction = fc.constantFrom<Action>(
  { do: 'plan' }, { do: 'sign', submission: 'close', isFresh: false }, { do: 'write', attempts: [attemptOf(1)] }, { do: 'look', attempts: [], by: 'wallet' },
  { do: 'probe', attempts: [], by: 'wallet' }, { do: 'renew', reason: 'the socket is stuck' }, { do: 'read payouts', by: 'wallet' }, { do: 'read record' },
  { do: 'remove record' }, { do: 'send', attempt: attemptOf(1) }, { do: 'keep draft', draft: sharedDraft([]) }, { do: 'take slot' }, { do: 'stamp' },
  { do: 'offer', attempts: [attemptOf(1)] }, { do: 'keep ending', result: 'closed' }, { do: 'archive' }, { do: 'look up ending' },
)

const start = known({ attempts: [attemptIn('written', { id: 1 })] })

type PartsOf<Kind extends Evidence['kind']> = Omit<Extract<Evidence, { kind: Kind }>, 'kind'>

const NOTHING = fc.constant({})
const oneAttempt = fc.record({ attempt: id.map(attemptOf) })
const someAttempts = fc.record({ attempts: fc.array(id.map(attemptOf), { minLength: 1, maxLength: 2 }) })
const shared = fc.constantFrom(sharedDraft([]), sharedDraft([ALICE]))

/** Every kind of evidence. The compiler misses none of them. */
const EVIDENCE: { readonly [Kind in Evidence['kind']]: fc.Arbitrary<PartsOf<Kind>> } = {
  'turn': fc.record({ isOurs: fc.boolean() }),
  'heard': fc.constant({ snapshot: show(start, { do: 'take turn' }) }),
  'planned': fc.constant({ plan: planOf('close') }),
  'signed': fc.record({ draft: id.map(requestId => draftOf(requestId)) }),
  'ready': fc.record({ participants: fc.subarray([ALICE, BOB]) }),
  'others told': fc.constant({}),
  'session checked': fc.record({ begunAt: fc.constant(0), isUnchanged: fc.boolean() }),
  'stamped': fc.record({ draft: shared }),
  'draft kept': fc.record({ draft: shared }),
  'slot taken': NOTHING,
  'draft overtaken': NOTHING,
  'turn lost': NOTHING,
  'co-signed': fc.record({
    signature: fc.constantFrom(ALICE, BOB).map(participant => ({ participant, signer: participant, signatures: ['0xbb' as const], policy: null, endsAt: null })),
  }),
  'offered': someAttempts,
  'written': someAttempts,
  'overtaken': someAttempts,
  'taken': someAttempts,
  'sent': oneAttempt,
  'overdue': oneAttempt,
  'answered': fc.record({ attempt: id.map(attemptOf), outcome }),
  'witness reached': NOTHING,
  'looked': fc.record({
    begunAt: fc.integer({ min: NOW.at - 100_000, max: NOW.at }), isClosed: fc.boolean(), payout: fc.constantFrom(null, 'closed' as const, 'superseded' as const, 'overpaid' as const),
    outcomes: fc.array(fc.tuple(id, fc.constantFrom(LANDED, REFUSED)), { maxLength: 2 }).map(pairs => new Map(pairs)),
  }),
  'probed': fc.record({ fenced: fc.subarray(IDS).map(ids => new Set(ids)), expectedAt: fc.constant(NOW.at), canRevoke: fc.boolean() }),
  'renewed': NOTHING,
  'agreed': fc.constant({ error: new NitroliteError('WALLET_REJECTED') }),
  'continued': NOTHING,
  'record changed': NOTHING,
  'record': fc.record({ record: fc.option(fc.array(fc.option(fc.constantFrom(LANDED, REFUSED)), { minLength: 1, maxLength: 3 }).map(recordWith)) }),
  'payouts': fc.record({ verdict: fc.constantFrom('closed', 'superseded', 'overpaid', 'incomplete').map(result => verdictOf(result)) }),
  'ending': fc.constant({ entry: null }),
  'ending kept': fc.constant({ result: 'closed' }),
  'removed': fc.record({ how: fc.constantFrom('removed', 'others', 'gone') }),
  'stopped': NOTHING,
  'left open': NOTHING,
  'resumed': NOTHING,
  'archive wanted': NOTHING,
  'archived': NOTHING,
  'hint': NOTHING,
  'key revoked': NOTHING,
  'protocol': fc.record({ isOther: fc.boolean() }),
  'failed': fc.record({ action: failedAction, error: fc.constantFrom(new NitroliteError('WALLET_REJECTED'), new NitroliteError('JOURNAL_FAILED')) }),
}

const evidence = fc.oneof(...Object.entries<fc.Arbitrary<object>>(EVIDENCE).map(([kind, parts]) => parts.map(each => ({ kind, ...each }) as Evidence)))

const after = (all: readonly Evidence[], k: Knowledge = start): Knowledge => all.reduce((knowledge, e) => learn(knowledge, e, NOW.at), k)

/** Attempts with the same request id differ in their signatures. */
const isSameAttempt = ({ attempt }: KnownAttempt, other: Attempt): boolean => attemptKey(attempt) === attemptKey(other)

/** Knowledge without the counters of looks, readings and lookups, which count repeated evidence on purpose. */
function withoutCounters(k: Knowledge) {
  const { looks } = k.node
  const { lookups } = k.store
  const { reads: _reads, incomplete: _incomplete, failures: _failures, ...ledger } = k.ledger
  return {
    ...k, ledger,
    node: { ...k.node, looks: { ...looks, count: 0, failures: 0 } },
    store: { ...k.store, failures: NO_FAILURES, lookups: { ...lookups, count: 0 } },
  }
}

describe('every sequence of evidence', () => {
  it('learn never takes back that an attempt landed or was refused', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 12 }), evidence, (before, e) => {
      const k = after(before)
      const later = learn(k, e, NOW.at)
      for (const { attempt, stage } of k.attempts) {
        if (stage !== 'landed' && stage !== 'refused') continue
        expect(later.attempts.find(known => isSameAttempt(known, attempt))?.stage).toBe(stage)
      }
    }), { numRuns: 2_000 })
  })

  it('learn changes nothing but counters when the same evidence comes twice', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 12 }), evidence, (before, e) => {
      const once = learn(after(before), e, NOW.at)
      expect(withoutCounters(learn(once, e, NOW.at))).toEqual(withoutCounters(once))
    }), { numRuns: 2_000 })
  })

  it('learn never forgets an attempt that this client has sent', () => {
    const sent: readonly string[] = ['awaited', 'doubtful', 'fenced', 'void', 'landed', 'refused']
    fc.assert(fc.property(fc.array(evidence, { maxLength: 12 }), evidence, (before, e) => {
      const k = after(before)
      const later = learn(k, e, NOW.at).attempts
      const forgotten = k.attempts.filter(({ attempt, stage }) => sent.includes(stage) && !later.some(known => isSameAttempt(known, attempt)))
      expect(forgotten).toEqual([])
    }), { numRuns: 2_000 })
  })

  it('learn never forgets that something may have been sent', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 12 }), evidence, (before, e) => {
      const k = after(before)
      expect(k.hasSent && !learn(k, e, NOW.at).hasSent).toBe(false)
    }), { numRuns: 2_000 })
  })

  it('learn never changes the knowledge that it was given', () => {
    fc.assert(fc.property(fc.array(evidence, { maxLength: 12 }), evidence, (before, e) => {
      const k = after(before)
      const copy = structuredClone({ ...k, trouble: null, person: null, draft: null })
      learn(k, e, NOW.at)
      expect({ ...k, trouble: null, person: null, draft: null }).toEqual(copy)
    }), { numRuns: 500 })
  })
})

describe('single pieces of evidence', () => {
  const stageAfter = (stage: Parameters<typeof attemptIn>[0], ...all: Evidence[]): string | undefined =>
    after(all, known({ attempts: [attemptIn(stage)] })).attempts[0]?.stage

  it('a fenced attempt has landed when a late answer says so', () => {
    expect(stageAfter('fenced', { kind: 'answered', attempt: attemptOf(1), outcome: LANDED })).toBe('landed')
  })

  it('a fenced attempt stays fenced when an answer proves nothing', () => {
    expect(stageAfter('fenced', { kind: 'answered', attempt: attemptOf(1), outcome: UNKNOWN })).toBe('fenced')
  })

  it('an attempt is doubtful when its answer proves nothing', () => {
    expect(stageAfter('awaited', { kind: 'answered', attempt: attemptOf(1), outcome: UNKNOWN })).toBe('doubtful')
  })

  it('every attempt in a record that another client wrote counts as sent', () => {
    expect(stageAfter('written', { kind: 'record', record: recordWith([null]) })).toBe('doubtful')
  })

  it('an attempt that has landed stays landed although a record that another client wrote calls it refused, or lacks it', () => {
    const k = known({ attempts: [attemptIn('landed', { id: 1 })] })
    const other = learn(k, { kind: 'record', record: recordWith([REFUSED]) }, NOW.at)
    const none = learn(k, { kind: 'record', record: recordWith([]) }, NOW.at)
    expect([other, none].map(({ attempts }) => attempts.map(({ stage }) => stage))).toEqual([['landed'], ['landed']])
  })

  it('an attempt that was never sent is dropped when the record lacks it, because the journal has refused that attempt', () => {
    const k = known({ attempts: [attemptIn('written', { id: 5 })] })
    expect(learn(k, { kind: 'record', record: recordWith([null]) }, NOW.at).attempts.map(({ attempt }) => attempt.requestId)).toEqual([1])
  })

  it('an attempt is void when another client has removed its record', () => {
    expect(stageAfter('doubtful', { kind: 'record', record: null })).toBe('void')
  })

  it('a fenced attempt becomes void only with a look at the session that began after the settle time', () => {
    const fencedFor = (ago: number) => learn(
      known({ attempts: [attemptIn('fenced', { ago })] }), { kind: 'looked', begunAt: NOW.at, isClosed: false, payout: null, outcomes: new Map() }, NOW.at)
    expect([fencedFor(29_999), fencedFor(30_000)].map(k => k.attempts[0]?.stage)).toEqual(['fenced', 'void'])
  })

  it('no fenced attempt becomes void beside an attempt that the node may still start', () => {
    const k = learn(
      known({ attempts: [attemptIn('fenced', { ago: 60_000 }), attemptIn('doubtful', { id: 2 })] }),
      { kind: 'looked', begunAt: NOW.at, isClosed: false, payout: null, outcomes: new Map() }, NOW.at)
    expect(openAttempts(k)).toHaveLength(2)
  })

  it('an open session that was paid out counts as paid, unless it was emptied in another way and the node has refused every attempt', () => {
    const after = (stage: 'refused' | 'void', payout: 'closed' | 'superseded') => learn(
      known({ attempts: [attemptIn(stage)] }), { kind: 'looked', begunAt: NOW.at, isClosed: false, payout, outcomes: new Map() }, NOW.at).node.session
    expect(after('void', 'superseded')).toMatchObject({ isClosed: true, isOpenAgain: true })
    expect(after('refused', 'closed')).toMatchObject({ isClosed: true, isOpenAgain: true })
    expect(after('refused', 'superseded')).toMatchObject({ isClosed: false, isOpenAgain: false })
  })

  it('an open session that was paid in another way counts as paid only once no attempt can land any more', () => {
    const after = (stage: 'offered' | 'doubtful' | 'fenced', ago: number) => learn(
      known({ attempts: [attemptIn(stage, { ago })] }), { kind: 'looked', begunAt: NOW.at, isClosed: false, payout: 'superseded', outcomes: new Map() }, NOW.at).node.session?.isClosed
    expect([after('offered', 0), after('doubtful', 0), after('fenced', 29_999), after('fenced', 30_000)]).toEqual([false, false, false, true])
  })

  it('an attempt does not become void beside payouts that were requested, because it may be the one that was paid', () => {
    const k = learn(
      known({ attempts: [attemptIn('fenced', { ago: 60_000 })] }), { kind: 'looked', begunAt: NOW.at, isClosed: false, payout: 'closed', outcomes: new Map() }, NOW.at)
    expect([k.attempts[0]?.stage, k.node.session?.isClosed]).toEqual(['fenced', true])
  })

  it('the decline of a wallet after an attempt was sent is noted for later, and is not treated as trouble', () => {
    const action: Action = { do: 'sign', submission: 'close', isFresh: false }
    const k = learn(known({ attempts: [attemptIn('void')] }), { kind: 'failed', action, error: new NitroliteError('WALLET_REJECTED') }, NOW.at)
    expect([k.person.declined?.code, k.trouble]).toEqual(['WALLET_REJECTED', null])
  })

  it('an attempt is doubtful when its sending failed after the attempt was counted as sent', () => {
    const failed: Evidence = { kind: 'failed', action: { do: 'send', attempt: attemptOf(1) }, error: new NitroliteError('NOT_CONNECTED') }
    expect([stageAfter('awaited', failed), stageAfter('written', failed)]).toEqual(['doubtful', 'written'])
  })

  it('a record whose write failed counts as perhaps written, unless the journal says that nothing was written', () => {
    const failedWith = (code: 'JOURNAL_FAILED' | 'JOURNAL_UNAVAILABLE') => learn(
      known(), { kind: 'failed', action: { do: 'write', attempts: [attemptOf(1)] }, error: new NitroliteError(code) }, NOW.at).store.record
    expect([failedWith('JOURNAL_FAILED'), failedWith('JOURNAL_UNAVAILABLE')]).toEqual(['kept', 'none'])
  })

  it('payouts are certain only after the time in which an earlier attempt could be paid', () => {
    const payouts: Evidence = { kind: 'payouts', verdict: verdictOf('closed') }
    const first = learn(known({ attempts: [attemptIn('landed')] }), payouts, NOW.at)
    expect([60_000 - 1, 60_000].map(later => learn(first, payouts, NOW.at + later).ledger.isCertain)).toEqual([false, true])
  })

  it('earlier looks no longer count once the session key has ended', () => {
    const k = known({ attempts: [attemptIn('doubtful')], node: looked(false, { isProbed: true }) })
    expect(learn(k, { kind: 'key revoked' }, NOW.at).node.looks).toEqual(NO_LOOKS)
  })

  it('the record counts as changed when the turn comes from a client that has reported its progress', () => {
    const k = known({ turn: 'not asked', attempts: [attemptIn('doubtful', { isOurs: false })] })
    const ours: Evidence = { kind: 'turn', isOurs: true }
    const recordAfter = (...all: Evidence[]) => after(all, k).store.record
    expect([recordAfter(ours), recordAfter({ kind: 'heard', snapshot: show(k, { do: 'take turn' }) }, ours)]).toEqual(['kept', 'overtaken'])
  })

  it('an earlier failure is forgotten when the person stops the closing', () => {
    expect(learn(known({ trouble: troubleOf('JOURNAL_FAILED') }), { kind: 'stopped' }, NOW.at).trouble).toBeNull()
  })
})
