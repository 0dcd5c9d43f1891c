import { NitroliteError } from '../errors/errors'

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
  let isCancelled = false
  let stop: (reason: NitroliteError) => void = () => {}
  const stopped = new Promise<never>((_, reject) => { stop = reject })
  // Nobody may be waiting when it is cancelled.
  stopped.catch(() => {})
  /** Ends the listening to the caller's signal. */
  const listening = new AbortController()
  let isOver = false

  const cancellation: Cancellation = {
    cancel() {
      if (isCancelled) return true
      if (isOver) return false
      isCancelled = true
      stop(new NitroliteError('CLOSING_CANCELLED'))
      onCancel()
      return true
    },
    check() {
      if (isCancelled) throw new NitroliteError('CLOSING_CANCELLED')
    },
    race: work => Promise.race([work, stopped]),
    close() {
      isOver = true
      listening.abort()
    },
  }
  signal?.addEventListener('abort', () => cancellation.cancel(), { once: true, signal: listening.signal })
  if (signal?.aborted) cancellation.cancel()
  return cancellation
}
