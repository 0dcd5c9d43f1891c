import type { JournalStore } from '../../core/journal/journalStore'

/** The changes of a store that can fail. */
export type StoreChange = 'insert' | 'update' | 'remove'

/** Which changes a fault hits: the first one, counted from 1, and how many in a row, one by default. */
interface HitChanges {
  /** Only changes of this kind count. @default any kind */
  readonly change?: StoreChange
  readonly nth: number
  readonly times?: number
}

/**
 * What happens to a change of a store.
 * - `rejected`: nothing is changed, and the store says so
 * - `unconfirmed`: the change is made, but the store says that it is not
 * - `unanswered`: the change is made, but the store never answers
 * - `confirmed-late`: the change is made at once, but the store answers only after `ms` milliseconds
 * - `slow`: the change is made and answered after `ms` milliseconds
 * - `arrives-late`: the store says at once that the change was not made, and makes it after `ms` milliseconds
 * - `repeated`: the change is made, and made again after `ms` milliseconds, as by a driver that sends a command again whose
 *   reply was lost. The caller gets the answer of the first or of the second time
 */
export type StoreFault = HitChanges & (
  | { readonly kind: 'rejected' | 'unconfirmed' | 'unanswered' }
  | { readonly kind: 'confirmed-late' | 'slow' | 'arrives-late', readonly ms: number }
  | { readonly kind: 'repeated', readonly ms: number, readonly answer: 'first' | 'second' }
)

export type StoreFaultKind = StoreFault['kind']

/** Every kind of fault of a store. */
export const STORE_FAULT_KINDS: readonly StoreFaultKind[] = [
  'rejected', 'unconfirmed', 'unanswered', 'confirmed-late', 'slow', 'arrives-late', 'repeated',
]

/** A store that fails on purpose. */
export interface FailingStore extends JournalStore {
  /** Number of changes that a fault has hit, by kind. */
  hits(): Readonly<Partial<Record<StoreFaultKind, number>>>
  /** Removes all faults. Changes that are on their way still arrive. */
  clear(): void
}

export interface FailingStoreOptions {
  /** Timers for late changes and answers. @default the runtime's timers */
  readonly timers?: { readonly setTimeout: (callback: () => void, ms: number) => unknown }
}

/** Wraps a store so that chosen changes fail. Reads always work. */
export function failingStore(store: JournalStore, schedule: readonly StoreFault[], { timers }: FailingStoreOptions = {}): FailingStore {
  const hits = new Map<StoreFaultKind, number>()
  let armed = schedule.map(fault => ({ fault, seen: 0 }))

  const wait = (ms: number): Promise<void> => new Promise((resolve) => { (timers ?? globalThis).setTimeout(resolve, ms) })
  const broken = (): Error => new Error('The connection to the store was lost.')

  /** The fault that hits this change. Every fault counts the changes that it could hit. */
  function next(change: StoreChange): StoreFault | undefined {
    const hitting = armed.filter(({ fault }) => fault.change === undefined || fault.change === change).filter((candidate) => {
      candidate.seen += 1
      const { nth, times = 1 } = candidate.fault
      return candidate.seen >= nth && candidate.seen < nth + times
    })
    return hitting[0]?.fault
  }

  async function change(kind: StoreChange, work: () => Promise<boolean>): Promise<boolean> {
    const fault = next(kind)
    if (!fault) return work()
    hits.set(fault.kind, (hits.get(fault.kind) ?? 0) + 1)
    switch (fault.kind) {
      case 'rejected': throw broken()
      case 'unconfirmed':
        await work()
        throw broken()
      case 'unanswered':
        await work()
        return new Promise(() => {})
      case 'confirmed-late': {
        const answer = await work()
        await wait(fault.ms)
        return answer
      }
      case 'slow':
        await wait(fault.ms)
        return work()
      case 'arrives-late':
        void wait(fault.ms).then(work)
        throw broken()
      case 'repeated': {
        const first = await work()
        const second = wait(fault.ms).then(work)
        return fault.answer === 'first' ? first : second
      }
    }
  }

  return {
    ...store,
    insert: (name, text) => change('insert', () => store.insert(name, text)),
    update: (name, text, present) => change('update', () => store.update(name, text, present)),
    remove: (name, present) => change('remove', () => store.remove(name, present)),
    hits: () => Object.fromEntries(hits),
    clear: () => { armed = [] },
  }
}
