import { NitroliteError } from '../errors'

/** Whether a closing can still be taken back. */
export interface Cancellation {
  /** @returns whether it was, or is, cancelled; false once something was sent */
  cancel(): boolean
  /** @throws `CLOSING_CANCELLED` */
  check(): void
  /** Waits for work that sends nothing, and stops waiting when the closing is cancelled. */
  race<T>(work: Promise<T>): Promise<T>
  /** From now on nothing can be taken back. */
  close(): void
}

/**
 * @param signal cancels as well
 * @param onCancel called once
 */
export function createCancellation(signal: AbortSignal | undefined, onCancel: () => void): Cancellation {
  const cancelled = new AbortController()
  /** Ends the listening to the caller's signal. */
  const listening = new AbortController()
  let isOver = false

  const cancellation: Cancellation = {
    cancel() {
      if (cancelled.signal.aborted) return true
      if (isOver) return false
      cancelled.abort()
      onCancel()
      return true
    },
    check() {
      if (cancelled.signal.aborted) throw new NitroliteError('CLOSING_CANCELLED')
    },
    race(work) {
      const stopped = new Promise<never>((_, reject) => {
        const stop = () => reject(new NitroliteError('CLOSING_CANCELLED'))
        cancelled.signal.addEventListener('abort', stop, { once: true })
        if (cancelled.signal.aborted) stop()
      })
      return Promise.race([work, stopped])
    },
    close() {
      isOver = true
      listening.abort()
    },
  }
  signal?.addEventListener('abort', () => cancellation.cancel(), { once: true, signal: listening.signal })
  if (signal?.aborted) cancellation.cancel()
  return cancellation
}
