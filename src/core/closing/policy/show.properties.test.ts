import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attemptIn, known, knownAtOnce, looked, NOW, planOf, SETTLE, troubleOf, verdictOf } from '../../../../test/helpers/knownClosing'
import { NitroliteError } from '../../errors/errors'
import type { AttemptStage } from './attempts'
import { next } from './next'
import { show } from './show'

const TWO_STEPS = planOf('operate', 'close')
const SPLIT_LANDED = attemptIn('landed', { submission: 'operate' })
const STAGES: readonly AttemptStage[] = ['written', 'offered', 'awaited', 'doubtful', 'fenced', 'void', 'landed', 'refused']

/** A closing whose close has landed among other attempts, in any reading of the session and any moment. */
const landedClosing = fc.record({
  before: fc.array(fc.constantFrom(...STAGES), { maxLength: 3 }), after: fc.array(fc.constantFrom(...STAGES), { maxLength: 3 }),
  isTwoSteps: fc.boolean(), node: fc.constantFrom({}, looked(false), looked(true), looked(true, { closedFor: SETTLE })),
  turn: fc.constantFrom('not asked' as const, 'ours' as const), isAtOnce: fc.boolean(), isOurs: fc.boolean(), isHeld: fc.boolean(),
  trouble: fc.constantFrom(null, troubleOf('WALLET_REJECTED'), troubleOf('JOURNAL_FAILED')),
  moment: fc.record({ at: fc.constantFrom(NOW.at, NOW.at + 100_000), isLoggedIn: fc.boolean(), readyAt: fc.constantFrom(-Infinity, 0, NOW.at), isStuck: fc.boolean(), isAnswering: fc.boolean(), isLoginExpected: fc.boolean(), isAway: fc.boolean() }),
}).map(({ before, after, isTwoSteps, node, turn, isAtOnce, isOurs, isHeld, trouble, moment }) => {
  const stages = [...before, 'landed' as const, ...after]
  const closes = stages.map((stage, index) => attemptIn(stage, { id: index + 2, isOurs }))
  const make = isAtOnce ? knownAtOnce : known
  const k = make({
    plan: isTwoSteps ? TWO_STEPS : planOf('close'), attempts: isTwoSteps ? [SPLIT_LANDED, ...closes] : closes, node, turn, trouble,
    person: { held: isHeld ? { error: new NitroliteError('WALLET_REJECTED'), at: NOW.at, leaveAt: NOW.at, isContinuing: false } : null },
  })
  return { k, moment }
})

it('a close that has landed is never shown as confirming, signing or submitting, whatever became of the other attempts', () => {
  fc.assert(fc.property(landedClosing, ({ k, moment }) => {
    const { state, steps } = show(k, next(k, moment))
    expect(['paying', 'closed', 'superseded', 'overpaid']).toContain(state)
    expect(steps.find(({ name, submission }) => name === 'confirmed' && submission === 'close')?.status).toBe('done')
  }), { numRuns: 500 })
})

it('no snapshot has a receipt without an ending, or a time to watch without a receipt', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...STAGES), { maxLength: 3 }), fc.boolean(), fc.constantFrom(null, 'closed' as const), (stages, isClosed, keptResult) => {
    const k = known({
      attempts: stages.map((stage, index) => attemptIn(stage, { id: index + 1 })), node: looked(isClosed, { closedFor: SETTLE }),
      store: { isRefreshed: true, keptResult },
      ledger: keptResult ? { verdict: verdictOf(keptResult), paidAt: NOW.at, endedAt: NOW.at, reads: 1 } : {},
    })
    const { state, receipt, watchedUntil, recovery } = show(k, next(k, NOW))
    const isPaid = state === 'closed' || state === 'superseded' || state === 'overpaid'
    expect(receipt !== null).toBe(isPaid)
    if (watchedUntil !== null) expect(receipt).not.toBeNull()
    if (isPaid || state === 'paying') expect(recovery).toBeNull()
  }))
})
