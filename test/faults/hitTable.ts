import { FAULT_KINDS, type FaultHits, type FaultKind } from '../../src/testing'

const NONE: FaultHits = { hits: 0, duringClose: 0, afterLoss: 0 }

/** What the runs of a suite came to, and how often each kind of fault really hit. */
export class HitTable {
  readonly #ends = new Map<string, number>()
  readonly #hits = new Map<FaultKind, FaultHits>()

  add({ shown, hits }: { readonly shown: readonly { readonly state: string }[], readonly hits: Partial<Record<FaultKind, FaultHits>> }): void {
    for (const { state } of shown) this.#ends.set(state, this.ended(state) + 1)
    for (const [kind, each] of Object.entries(hits) as [FaultKind, FaultHits][]) {
      const sum = this.of(kind)
      this.#hits.set(kind, {
        hits: sum.hits + each.hits, duringClose: sum.duringClose + each.duringClose, afterLoss: sum.afterLoss + each.afterLoss,
      })
    }
  }

  ended(state: string): number {
    return this.#ends.get(state) ?? 0
  }

  of(kind: FaultKind): FaultHits {
    return this.#hits.get(kind) ?? NONE
  }

  toString(): string {
    return [
      `closings ended ${[...this.#ends].map(([state, count]) => `${count} ${state}`).join(', ')}`,
      'fault          hits  in flight  after loss',
      ...FAULT_KINDS.map((kind) => {
        const { hits, duringClose, afterLoss } = this.of(kind)
        return `${kind.padEnd(13)}${String(hits).padStart(6)}${String(duringClose).padStart(11)}${String(afterLoss).padStart(12)}`
      }),
    ].join('\n')
  }
}
