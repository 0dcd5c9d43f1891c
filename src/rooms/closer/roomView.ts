import { callListener } from '../../core/connection/callListener'
import { NitroliteError } from '../../core/errors/errors'
import type { Receipt } from '../../core/receipts/types'
import type { Unsubscribe } from '../../core/types'
import type { StoredRoom } from '../store/roomStore'
import { hasEnded } from './outcome'
import type { RoomClosing, RoomSnapshot } from './types'

/** How a room ended, as its row says. */
export function endOf({ ending }: Pick<StoredRoom, 'ending'>): Partial<RoomSnapshot> {
  return ending ? { state: ending.state, error: ending.error, receipt: ending.entry?.receipt ?? null } : {}
}

/** A room as its row says. */
export const snapshotOf = (room: StoredRoom): RoomSnapshot => ({
  roomId: room.roomId, sessionId: room.sessionId, epoch: room.epoch, allocations: room.allocations ?? [], error: null, receipt: null,
  state: room.owner === null && room.state === 'queued' ? 'queued' : 'elsewhere', ...endOf(room),
})

/** A room as its callers see it. It outlives the worker: another one may bring the room to its end. */
export class RoomView implements RoomClosing {
  readonly roomId: string
  readonly #result: Promise<Receipt>
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>()
  readonly #report: (thrown: unknown) => void
  #settle!: { resolve(receipt: Receipt): void, reject(error: NitroliteError): void }
  #snapshot: RoomSnapshot

  /** @param report reports errors of listeners */
  constructor(first: RoomSnapshot, report: (thrown: unknown) => void) {
    this.roomId = first.roomId
    this.#snapshot = first
    this.#report = report
    this.#result = new Promise((resolve, reject) => { this.#settle = { resolve, reject } })
    // The snapshot and the events report a failure too, so a caller need not await. Without this, Node.js would end the process.
    this.#result.catch(() => {})
  }

  get state() { return this.#snapshot.state }
  snapshot(): RoomSnapshot { return this.#snapshot }

  subscribe(listener: (snapshot: RoomSnapshot) => void): Unsubscribe {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  then<T = Receipt, R = never>(
    onFulfilled?: ((receipt: Receipt) => T | PromiseLike<T>) | null, onRejected?: ((reason: unknown) => R | PromiseLike<R>) | null,
  ): Promise<T | R> {
    return this.#result.then(onFulfilled, onRejected)
  }

  /** Shows what has changed. A final state settles the promise. */
  show(change: Partial<RoomSnapshot>): void {
    const next = { ...this.#snapshot, ...change }
    const isSame = (Object.keys(change) as (keyof RoomSnapshot)[]).every(name => next[name] === this.#snapshot[name])
    if (isSame) return
    this.#snapshot = next
    const { state, receipt, error } = next
    if (state === 'closed' && receipt) this.#settle.resolve(receipt)
    else if (hasEnded(state)) this.#settle.reject(error ? new NitroliteError(error.code, error.data) : new NitroliteError('CLOSING_UNKNOWN'))
    for (const listener of [...this.#listeners]) callListener('state', () => listener(next), this.#report)
  }

  /**
   * Rejects a request that was refused, or that this process can no longer follow.
   * @param state `elsewhere` if other workers continue with the room
   */
  refuse(error: NitroliteError, state: RoomSnapshot['state'] = 'failed'): void {
    this.#settle.reject(error)
    this.show({ state, error: error.info })
  }
}
