import { callListener } from '../connection/callListener'
import { NitroliteError, type NitroliteErrorInfo } from '../errors/errors'
import { isSameSnapshot } from './policy/isSameSnapshot'
import { errorOf, isFinal, isOver } from './states'
import type { Timers } from '../connection/types'
import type { ClosingSnapshot } from './types'
import type { Receipt } from '../receipts/types'

/** What others see of a closing: its snapshot, its listeners, and the promise of its receipt. */
export class Publication {
  readonly result: Promise<Receipt>
  readonly #timers: Timers
  readonly #report: (thrown: unknown) => void
  readonly #listeners = new Set<(snapshot: ClosingSnapshot) => void>()
  #isSettled = false
  #settle!: { resolve(receipt: Receipt): void, reject(error: NitroliteError): void }
  /** The snapshot as `show` made it, with times of `Timers.elapsed`, to see what has changed. */
  #shown: ClosingSnapshot
  #snapshot: ClosingSnapshot

  /** @param report reports errors of listeners */
  constructor(first: ClosingSnapshot, timers: Timers, report: (thrown: unknown) => void) {
    this.#shown = this.#snapshot = first
    this.#timers = timers
    this.#report = report
    this.result = new Promise((resolve, reject) => { this.#settle = { resolve, reject } })
    // The state reports a failure too. Without this, a caller who does not await would get an unhandled rejection.
    this.result.catch(() => {})
  }

  get snapshot(): ClosingSnapshot { return this.#snapshot }

  subscribe(listener: (snapshot: ClosingSnapshot) => void): () => void {
    this.#listeners.add(listener)
    return () => { this.#listeners.delete(listener) }
  }

  /**
   * Publishes a snapshot, if it shows something new.
   * @param isHeard another client made it, so its times are Unix milliseconds already
   */
  publish(shown: ClosingSnapshot, isHeard: boolean): void {
    if (isFinal(this.#snapshot.state) && !this.#mayStillBecome(shown)) return
    if (isSameSnapshot(shown, this.#shown)) return
    this.#shown = shown
    this.#snapshot = isHeard ? shown : this.#inDeviceTime(shown)
    // A caller who awaits the closing gets the receipt at once, although the closing may still be watched.
    if (shown.receipt) this.#settleWith(shown.receipt)
    this.#notify()
  }

  /** The closing is no longer watched for a second payment. */
  endWatch(): void {
    if (this.#snapshot.watchedUntil === null) return
    this.#snapshot = { ...this.#snapshot, watchedUntil: null }
    this.#notify()
  }

  /** A final state is a promise that nothing later takes back, except that a watched closing may turn out to be overpaid. */
  #mayStillBecome({ state }: ClosingSnapshot): boolean {
    return !isOver(this.#snapshot) && (state === this.#snapshot.state || state === 'overpaid')
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) callListener('closing', () => listener(this.#snapshot), this.#report)
  }

  /** Whether the promise has ended. */
  get isSettled(): boolean { return this.#isSettled }

  /** Ends the promise of a closing without a receipt. */
  reject(error: NitroliteError): void {
    this.#isSettled = true
    this.#settle.reject(error)
  }

  /** Ends the promise of a closing without a receipt, for the reason that its snapshot shows. */
  rejectWith(shown: NitroliteErrorInfo | null): void {
    this.reject(shown ? new NitroliteError(shown.code, shown.data) : new NitroliteError('CLOSING_UNKNOWN'))
  }

  /** The client is disposed, so nobody here finds out how the closing ends. Its state stays as it is. */
  leave(): void {
    if (!this.#isSettled) this.reject(new NitroliteError('CLIENT_DISPOSED'))
  }

  #settleWith(receipt: Receipt): void {
    const error = errorOf(receipt)
    if (this.#isSettled) return
    if (error) return this.reject(new NitroliteError(error.code, error.data))
    this.#isSettled = true
    this.#settle.resolve(receipt)
  }

  #inDeviceTime(shown: ClosingSnapshot): ClosingSnapshot {
    const inDeviceTime = (at: number | null): number | null => at === null ? null : this.#timers.now() + at - this.#timers.elapsed()
    const { recovery } = shown
    return { ...shown, recovery: recovery && { ...recovery, until: inDeviceTime(recovery.until) }, watchedUntil: inDeviceTime(shown.watchedUntil) }
  }
}
