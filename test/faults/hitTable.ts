import { FAULT_KINDS, type FaultHits, type FaultKind, type JournalFault } from '../../src/testing'

const NONE: FaultHits = { hits: 0, duringClose: 0, afterLoss: 0 }
const JOURNAL_KINDS: readonly JournalFault['kind'][] = ['rejects', 'rejects-written', 'late']

/** What a run tells of the faults that it met. */
export interface MetFaults {
  readonly shown: readonly { readonly state: string }[]
  readonly hits: Partial<Record<FaultKind, FaultHits>>
  readonly journalHits: Partial<Record<JournalFault['kind'], number>>
  /** Closes that were sent and never answered. */
  readonly lostAnswers: number
}

/** What the runs of a suite came to, and how often each kind of fault really hit. */
export class HitTable {
  readonly #ends = new Map<string, number>()
  readonly #hits = new Map<FaultKind, FaultHits>()
  readonly #journalHits = new Map<string, number>()
  #runs = 0
  #losing = 0

  add({ shown, hits, journalHits, lostAnswers }: MetFaults): void {
    this.#runs += 1
    if (lostAnswers > 0) this.#losing += 1
    for (const { state } of shown) this.#ends.set(state, this.ended(state) + 1)
    for (const [kind, count] of Object.entries(journalHits)) this.#journalHits.set(kind, (this.#journalHits.get(kind) ?? 0) + count)
    for (const [kind, each] of Object.entries(hits) as [FaultKind, FaultHits][]) {
      const sum = this.#hits.get(kind) ?? NONE
      this.#hits.set(kind, {
        hits: sum.hits + each.hits, duringClose: sum.duringClose + each.duringClose, afterLoss: sum.afterLoss + each.afterLoss,
      })
    }
  }

  ended(state: string): number {
    return this.#ends.get(state) ?? 0
  }

  /** Share of the runs in which the answer to a close was lost. */
  get losingShare(): number {
    return this.#losing / this.#runs
  }

  /** Kinds that hit a close less often than this: while it was in flight, or its journal while it was written. */
  rarerThan(least: number, kinds: readonly FaultKind[]): string[] {
    return [
      ...kinds.filter(kind => (this.#hits.get(kind) ?? NONE).duringClose < least),
      ...JOURNAL_KINDS.filter(kind => (this.#journalHits.get(kind) ?? 0) < least).map(kind => `journal ${kind}`),
    ]
  }

  toString(): string {
    const row = (name: string, ...counts: number[]): string => name.padEnd(24) + counts.map(count => String(count).padStart(11)).join('')
    return [
      `${this.#runs} runs, an answer lost in ${this.#losing}`,
      `closings ended ${[...this.#ends].map(([state, count]) => `${count} ${state}`).join(', ')}`,
      'fault                          hits  in flight after loss',
      ...FAULT_KINDS.map((kind) => {
        const { hits, duringClose, afterLoss } = this.#hits.get(kind) ?? NONE
        return row(kind, hits, duringClose, afterLoss)
      }),
      ...JOURNAL_KINDS.map(kind => row(`journal ${kind}`, this.#journalHits.get(kind) ?? 0)),
    ].join('\n')
  }
}
