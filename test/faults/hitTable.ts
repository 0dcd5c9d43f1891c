import { FAULT_KINDS, STORE_FAULT_KINDS, type FaultHits, type FaultKind, type JournalFault, type StoreFaultKind } from '../../src/testing'

const NONE: FaultHits = { hits: 0, duringClose: 0, afterLoss: 0 }
const JOURNAL_KINDS: readonly JournalFault['kind'][] = ['rejects', 'rejects-written', 'late', 'read-rejects', 'read-unanswered']

/** The faults that a run has met, and how its closings ended. */
export interface MetFaults {
  /** Final states of the closings of each session, as clients reported them. */
  readonly sessions: readonly { readonly shown: readonly { readonly state: string }[] }[]
  readonly hits: Partial<Record<FaultKind, FaultHits>>
  readonly journalHits: Partial<Record<JournalFault['kind'], number>>
  readonly storeHits: Partial<Record<StoreFaultKind, number>>
  /** Names of the groups of faults that the run contains. */
  readonly groups: readonly string[]
  /** Number of closes whose answer never reached the client. */
  readonly lostAnswers: number
}

function addCounts(sums: Map<string, number>, counts: Readonly<Partial<Record<string, number>>>): void {
  for (const [name, count = 0] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count)
}

/** Adds up how the closings of many runs ended, and how often each kind of fault took effect. */
export class HitTable {
  readonly #finalStates = new Map<string, number>()
  readonly #hits = new Map<FaultKind, FaultHits>()
  readonly #journalHits = new Map<string, number>()
  readonly #storeHits = new Map<string, number>()
  readonly #groups = new Map<string, number>()
  #runs = 0
  #losingRuns = 0

  add({ sessions, hits, journalHits, storeHits, groups, lostAnswers }: MetFaults): void {
    this.#runs += 1
    if (lostAnswers > 0) this.#losingRuns += 1
    for (const { state } of sessions.flatMap(({ shown }) => shown)) this.#finalStates.set(state, this.ended(state) + 1)
    addCounts(this.#journalHits, journalHits)
    addCounts(this.#storeHits, storeHits)
    for (const group of groups) this.#groups.set(group, (this.#groups.get(group) ?? 0) + 1)
    for (const [kind, added] of Object.entries(hits) as [FaultKind, FaultHits][]) {
      const sum = this.hitsOf(kind)
      this.#hits.set(kind, {
        hits: sum.hits + added.hits,
        duringClose: sum.duringClose + added.duringClose,
        afterLoss: sum.afterLoss + added.afterLoss,
      })
    }
  }

  /** Number of closings that ended in a state. */
  ended(state: string): number {
    return this.#finalStates.get(state) ?? 0
  }

  hitsOf(kind: FaultKind): FaultHits {
    return this.#hits.get(kind) ?? NONE
  }

  /** The share of runs in which the answer to a close was lost, from 0 to 1. */
  get losingShare(): number {
    return this.#losingRuns / this.#runs
  }

  /** Kinds of faults that hit closes in flight less than `least` times, and journal faults that hit less than `least` calls. */
  rarerThan(least: number, kinds: readonly FaultKind[]): string[] {
    return [
      ...this.kindsRarerThan(least, kinds),
      ...JOURNAL_KINDS.filter(kind => (this.#journalHits.get(kind) ?? 0) < least).map(kind => `journal ${kind}`),
    ]
  }

  /** Kinds of faults that hit closes in flight less than `least` times. */
  kindsRarerThan(least: number, kinds: readonly FaultKind[]): readonly FaultKind[] {
    return kinds.filter(kind => this.hitsOf(kind).duringClose < least)
  }

  /** Groups of faults that less than `least` runs contain. */
  groupsRarerThan(least: number, groups: readonly string[]): string[] {
    return groups.filter(group => (this.#groups.get(group) ?? 0) < least)
  }

  /** Faults of the store that hit less than `least` changes. */
  rarerInStoreThan(least: number): string[] {
    return STORE_FAULT_KINDS.filter(kind => (this.#storeHits.get(kind) ?? 0) < least).map(kind => `store ${kind}`)
  }

  toString(): string {
    const row = (name: string, ...cells: (number | string)[]): string =>
      name.padEnd(30) + cells.map(cell => String(cell).padStart(14)).join('')
    return [
      `${this.#runs} runs, the answer to a close was lost in ${this.#losingRuns}`,
      `final states: ${[...this.#finalStates].map(([state, count]) => `${count} ${state}`).join(', ')}`,
      row('fault', 'hits', 'during close', 'after loss'),
      ...FAULT_KINDS.map((kind) => {
        const { hits, duringClose, afterLoss } = this.hitsOf(kind)
        return row(kind, hits, duringClose, afterLoss)
      }),
      ...JOURNAL_KINDS.map(kind => row(`journal ${kind}`, this.#journalHits.get(kind) ?? 0)),
      ...[...this.#groups].map(([group, runs]) => row(`runs with ${group}`, runs)),
      ...STORE_FAULT_KINDS.map(kind => row(`store ${kind}`, this.#storeHits.get(kind) ?? 0)),
    ].join('\n')
  }
}
