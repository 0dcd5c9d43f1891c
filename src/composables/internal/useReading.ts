import { computed, onScopeDispose, shallowRef } from 'vue'
import { toNitroliteError, type NitroliteErrorInfo } from '../../core/errors/errors'
import type { NitroliteContext } from '../../plugin/context'
import type { UseReadingStatus, UseReadingReturn } from '../types'
import { inTexts } from './useTexts'

/** A reading that can start again for another subject. */
interface Reading extends UseReadingReturn {
  /** Forgets everything; the answer to a running request will be dropped. */
  restart(): void
}

/**
 * Reads one thing, repeatedly and one request at a time. A refresh during a request makes one more request after it,
 * because the running one may be answered with what was true before the refresh.
 * @param context the app in whose language errors are shown
 * @param read asks the node; null when there is nothing to ask
 * @param apply takes the answer, unless the subject has changed in the meantime
 * @param given ends all reading when it is aborted
 */
export function useReading<T>(
  { texts }: Pick<NitroliteContext, 'texts'>,
  read: (options: { readonly signal: AbortSignal }) => Promise<T> | null, apply: (answer: T) => void, given?: AbortSignal,
): Reading {
  const end = new AbortController()
  const { signal } = end
  const status = shallowRef<UseReadingStatus>('pending')
  const isLoading = shallowRef(false)
  const error = shallowRef<NitroliteErrorInfo | null>(null)
  /** Counts the subjects, so that a late answer for an earlier one is recognised. */
  let subject = 0
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  async function ask(asked: number): Promise<void> {
    try {
      const request = read({ signal })
      if (!request) return
      isLoading.value = true
      const answer = await request
      if (asked !== subject) return
      apply(answer)
      status.value = 'success'
      error.value = null
    }
    catch (thrown) {
      if (asked !== subject) return
      error.value = toNitroliteError(thrown, 'LIBRARY_DEFECT').info
      status.value = 'error'
    }
  }

  function start(): Promise<void> {
    const asked = subject
    running = ask(asked).then(() => {
      if (asked !== subject) return
      running = null
      isLoading.value = false
    })
    return running
  }

  function refresh(): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    if (!running) return start()
    const asked = subject
    next ??= running.then(() => {
      if (asked !== subject) return
      next = null
      return start()
    })
    return next
  }

  function restart(): void {
    subject += 1
    running = next = null
    status.value = 'pending'
    isLoading.value = false
    error.value = null
  }

  function stop(): void {
    subject += 1
    isLoading.value = false
    given?.removeEventListener('abort', stop)
    end.abort()
  }

  if (given?.aborted) stop()
  given?.addEventListener('abort', stop)
  onScopeDispose(stop, true)

  return {
    status: computed(() => status.value),
    isLoading: computed(() => isLoading.value),
    error: computed(() => inTexts(error.value, texts.value)),
    refresh,
    restart,
  }
}
