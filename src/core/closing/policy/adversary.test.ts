import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attemptIn, known, planOf, SETTLE, verdictOf } from '../../../../test/helpers/knownClosing'
import { describeError, NitroliteError } from '../../errors/errors'
import type { PayoutVerdict } from '../../receipts/payouts'
import type { Attempt, AttemptOutcome } from '../types'
import { isWaiting, type Work } from './action'
import type { Evidence } from './evidence'
import { knowledgeAtStart, type Knowledge } from './knowledge'
import { learn } from './learn'
import { next } from './next'

/** How long the adversary's node accepts an attempt after its stamp, in milliseconds. */
const WINDOW = 15_000
/** A run that has not ended by then never ends, in milliseconds. */
const LONGEST = 60 * 60_000

/** What the adversary does with one attempt. Times are milliseconds. */
interface Treatment {
  /** How long the bytes travel; beyond the window, the node refuses them for their age. */
  readonly travel: number
  /** How long the node works on the attempt. */
  readonly work: number
  readonly answer: 'arrives' | 'is lost' | 'proves nothing'
  /** How long it takes until the client is told that the answer is overdue. */
  readonly overdueAfter: number
}

/** What happens to attempts once the adversary has had its turns. */
const FAIR: Treatment = { travel: 1, work: 1, answer: 'arrives', overdueAfter: 30_000 }

interface Adversary {
  readonly treatments: readonly Treatment[]
  /** After how many actions the client crashes and resumes from the journal. */
  readonly crashAfter: number | null
  /** Which look-ups fail. */
  readonly failures: readonly boolean[]
  readonly othersCloseAt: number | null
}

const treatment: fc.Arbitrary<Treatment> = fc.record({
  travel: fc.integer({ min: 0, max: 40_000 }), work: fc.integer({ min: 0, max: SETTLE - 1 }),
  answer: fc.constantFrom('arrives', 'is lost', 'proves nothing'), overdueAfter: fc.integer({ min: 1, max: 30_000 }),
})

const adversary: fc.Arbitrary<Adversary> = fc.record({
  treatments: fc.array(treatment, { minLength: 1, maxLength: 4 }),
  crashAfter: fc.option(fc.integer({ min: 1, max: 20 })),
  failures: fc.array(fc.boolean(), { maxLength: 10 }),
  othersCloseAt: fc.option(fc.integer({ min: 0, max: 90_000 }), { freq: 4 }),
})

/** A node that starts every attempt that finds the session open, so that two in flight at once are both paid. */
class Run {
  at = 0
  k: Knowledge
  #plans: Adversary
  #events: { readonly at: number, readonly happen: () => void }[] = []
  #stored: Attempt[] | null = null
  #isClosed = false
  #isPaidByOthers = false
  #sent = 0
  #lookups = 0
  readonly paid: number[] = []

  constructor(plans: Adversary) {
    this.#plans = plans
    this.k = this.#begin()
    const { othersCloseAt } = plans
    if (othersCloseAt !== null) this.#later(othersCloseAt, () => { if (!this.#isClosed) this.#isClosed = this.#isPaidByOthers = true })
  }

  #begin(): Knowledge {
    const { id, sessionId, request, node } = known()
    const record = this.#stored && {
      version: 1 as const, closingId: id, protocol: node.protocol, node: node.url, sessionId, plan: planOf('close'), startedAt: 0,
      attempts: this.#stored.map(attempt => ({ attempt, outcome: null })),
    }
    return knowledgeAtStart({ id, sessionId, startedAt: 0, now: this.at, request: record ? null : request, node }, record, this.at)
  }

  #later(ms: number, happen: () => void): void {
    this.#events.push({ at: this.at + ms, happen })
  }

  tell(e: Evidence): void {
    this.k = learn(this.k, e, this.at)
  }

  /** Lets time pass, and what happens in it happen in order. */
  advance(to: number): void {
    for (;;) {
      const event = this.#events.filter(({ at }) => at <= to).sort((one, other) => one.at - other.at)[0]
      if (!event) break
      this.#events.splice(this.#events.indexOf(event), 1)
      this.at = Math.max(this.at, event.at)
      event.happen()
    }
    this.at = Math.max(this.at, to)
  }

  get nextEventAt(): number { return Math.min(...this.#events.map(({ at }) => at), Infinity) }

  #send(attempt: Attempt): Evidence {
    const { travel, work, answer, overdueAfter } = this.#plans.treatments[this.#sent++] ?? FAIR
    const reply = (outcome: AttemptOutcome): void => {
      if (answer !== 'is lost') this.tell({ kind: 'answered', attempt, outcome: answer === 'arrives' ? outcome : { kind: 'unknown', error: UNKNOWN } })
    }
    this.#later(overdueAfter, () => { this.tell({ kind: 'overdue', attempt }) })
    this.#later(travel, () => {
      if (this.at > attempt.ts + WINDOW || this.#isClosed) return reply({ kind: 'refused', error: REFUSED })
      this.#later(work, () => {
        this.paid.push(attempt.requestId)
        this.#isClosed = true
        reply({ kind: 'landed', responseText: '[1]', responseSignatures: [] })
      })
    })
    return { kind: 'sent', attempt }
  }

  perform(work: Work): Evidence {
    const isFailing = this.#plans.failures[this.#lookups++] ?? false
    switch (work.do) {
      case 'take turn': return { kind: 'turn', isOurs: true }
      case 'plan': return { kind: 'planned', plan: planOf('close') }
      case 'sign': {
        const id = this.k.attempts.length + 1
        const { attempt } = attemptIn('written', { id })
        const { signatures: _signatures, signers: _signers, policy: _policy, connection, ...proposal } = attempt
        return {
          kind: 'signed',
          draft: { proposals: [{ ...proposal, ts: this.at }], connection, sendUntil: Infinity, isKept: false, shared: null, refused: [], signatures: [{ participant: '0x1', signer: '0x1', signatures: ['0x'], policy: null, endsAt: null }] },
        }
      }
      case 'stamp':
      case 'check session':
      case 'tell others':
      case 'take slot':
      case 'keep draft':
      case 'offer': throw new Error(`One signature is enough, so nothing needs the action ${work.do}`)
      case 'write':
        this.#stored = [...this.k.attempts.map(({ attempt }) => attempt), ...work.attempts]
        return { kind: 'written', attempts: work.attempts }
      case 'send': return this.#send(work.attempt)
      case 'look':
        if (isFailing) return { kind: 'failed', action: work, error: new NitroliteError('CONNECTION_LOST') }
        return { kind: 'looked', begunAt: this.at, isClosed: this.#isClosed, payout: this.paid.length > 0 ? 'closed' : this.#isPaidByOthers ? 'superseded' : null, outcomes: new Map() }
      case 'probe':
        return {
          kind: 'probed', canRevoke: false, expectedAt: Math.max(...work.attempts.map(({ ts }) => ts + WINDOW + 1)),
          fenced: new Set(work.attempts.filter(({ ts }) => this.at > ts + WINDOW).map(({ requestId }) => requestId)),
        }
      case 'renew': return { kind: 'renewed' }
      case 'agree': return { kind: 'agreed', error: work.error }
      case 'continue': return { kind: 'continued' }
      case 'read payouts': return { kind: 'payouts', verdict: this.#judge() }
      case 'read record': return { kind: 'failed', action: work, error: new NitroliteError('JOURNAL_UNAVAILABLE') }
      case 'look up ending': return { kind: 'ending', entry: null }
      case 'keep ending': return { kind: 'ending kept', result: work.result }
      case 'archive': return { kind: 'archived' }
      case 'remove record':
        this.#stored = null
        return { kind: 'removed', how: 'removed' }
    }
  }

  #judge(): PayoutVerdict {
    const payments = this.paid.length + (this.#isPaidByOthers ? 1 : 0)
    const result = payments === 0 ? 'incomplete' : payments > 1 ? 'overpaid' : this.paid.length === 1 ? 'closed' : 'superseded'
    return verdictOf(result)
  }

  crash(): void {
    this.k = this.#begin()
  }
}

const REFUSED = describeError('SESSION_NOT_OPEN')
const UNKNOWN = describeError('NODE_UNKNOWN_ERROR', { text: 'internal error' })

function play(plans: Adversary) {
  const run = new Run(plans)
  for (let steps = 0; run.at < LONGEST && steps < 10_000; steps++) {
    if (steps === plans.crashAfter) run.crash()
    const action = next(run.k, { at: run.at, isLoggedIn: true, readyAt: 0, isStuck: false, isAnswering: true, isLoginExpected: true, isAway: false })
    if (action.do === 'end') return { run, ending: action.as.state === 'paid' ? run.k.ledger.verdict?.result ?? null : action.as.state }
    if (isWaiting(action)) run.advance(Math.min('until' in action ? action.until : Infinity, run.nextEventAt))
    else run.tell(run.perform(action))
  }
  return { run, ending: null }
}

it('an adversarial node is never paid twice by one client, and every ending is true when everything has landed', () => {
  fc.assert(fc.property(adversary, (plans) => {
    const { run, ending } = play(plans)
    run.advance(LONGEST)
    expect(run.paid.length).toBeLessThanOrEqual(1)
    expect(ending).not.toBeNull()
    if (ending === 'failed' || ending === 'cancelled') expect(run.paid).toEqual([])
    if (ending === 'closed') expect(run.paid).toHaveLength(1)
  }), { numRuns: 1_000 })
}, 60_000)
