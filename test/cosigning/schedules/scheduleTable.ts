import type { FaultHits } from '../../../src/testing'
import type { JudgedSchedule } from './findBreaches'

/** Adds up how the closings of many schedules ended, and what they met. */
export class ScheduleTable {
  readonly #ends = new Map<string, number>()
  readonly #calls = new Map<string, number>()
  readonly #hits = new Map<string, number>()
  readonly #total: ScheduleTable | null
  #runs = 0
  #paid = 0
  #overpaid = 0

  /** @param total a table that counts the same runs, and those of other tables. @default none */
  constructor(total: ScheduleTable | null = null) {
    this.#total = total
  }

  add(run: JudgedSchedule): void {
    this.#total?.add(run)
    this.#addOwn(run)
  }

  #addOwn({ shown, closings, refusals, hits, journalHits, payments, landed, isOverpaid }: JudgedSchedule): void {
    this.#runs += 1
    if (landed.length > 0) this.#paid += 1
    if (payments.length > 0 && isOverpaid) this.#overpaid += 1
    for (const { id, state, code } of shown) {
      const role = closings.get(id)?.role ?? 'never recorded'
      this.#count(this.#ends, `${role}: ${state}${code && ` ${code}`}`)
    }
    for (const [code, times] of refusals) this.#count(this.#calls, code, times)
    for (const [kind, { hits: times }] of Object.entries(hits) as [string, FaultHits][]) this.#count(this.#hits, kind, times)
    for (const counts of journalHits) for (const [kind, times] of Object.entries(counts)) this.#count(this.#hits, `journal ${kind}`, times)
  }

  #count(sums: Map<string, number>, name: string, times = 1): void {
    sums.set(name, (sums.get(name) ?? 0) + times)
  }

  /** How often closings of the role ended in a state, with the code of the error if there is one. */
  ended(role: string, state: string): number {
    return this.#ends.get(`${role}: ${state}`) ?? 0
  }

  /** How often a kind of fault has taken effect. */
  hitsOf(kind: string): number {
    return this.#hits.get(kind) ?? 0
  }

  get runs(): number {
    return this.#runs
  }

  /** Number of schedules in which a request of the participants closed the session. */
  get paid(): number {
    return this.#paid
  }

  toString(): string {
    const rows = (title: string, counts: ReadonlyMap<string, number>): string[] =>
      [title, ...[...counts].sort().map(([name, times]) => `  ${name.padEnd(56)}${String(times).padStart(7)}`)]
    return [
      `${this.#runs} schedules, ${this.#paid} paid by a request of the participants, ${this.#overpaid} overpaid`,
      ...rows('ends of closings', this.#ends), ...rows('results of calls', this.#calls), ...rows('faults', this.#hits),
    ].join('\n')
  }
}
