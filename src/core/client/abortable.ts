import { NitroliteError } from '../errors/errors'
import { requireSignal } from './requireSignal'

/** Options of a call that waits for something. */
export interface CallOptions {
  /** Ends the wait: the call then rejects with `REQUEST_ABORTED`. A request that was already sent is not undone. */
  readonly signal?: AbortSignal
}

/**
 * Waits for an answer, until the caller gives up.
 * @param method what is waited for, as the caller knows it
 * @throws `REQUEST_ABORTED`, `OPTIONS_INVALID`, and what the work throws
 */
export function abortable<T>(method: string, options: CallOptions | null, work: () => Promise<T>): Promise<T> {
  const { signal } = options ?? {}
  if (!signal) return work()
  return new Promise((resolve, reject) => {
    requireSignal(signal)
    const onAbort = (): void => { reject(new NitroliteError('REQUEST_ABORTED', { method })) }
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort)
    work().finally(() => { signal.removeEventListener('abort', onAbort) }).then(resolve, reject)
  })
}
