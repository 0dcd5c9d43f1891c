import { computed, onScopeDispose, shallowRef } from 'vue'
import { toNitroliteError, type NitroliteErrorInfo } from '../../core/errors/errors'
import type { ReadingReturn, ReadingStatus } from '../types'

/** A reading that can be begun anew for another subject. */
export interface Reading extends ReadingReturn {
  /** Forgets everything; answers that are still under way are dropped. */
  restart(): void
}

/**
 * Reads one thing again and again, one request at a time: what asks during a reading gets one more after it,
 * since the present answer may be older than its reason to ask.
 * @param read asks the node; null when there is nothing to ask
 * @param apply takes the answer, unless the subject has changed meanwhile
 */
export function useReading<T>(read: () => Promise<T> | null, apply: (answer: T) => void): Reading {
  const status = shallowRef<ReadingStatus>('pending')
  const isLoading = shallowRef(false)
  const error = shallowRef<NitroliteErrorInfo | null>(null)
  /** Counts the subjects, so that a late answer for an old one is known. */
  let subject = 0
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  async function ask(mine: number): Promise<void> {
    try {
      const request = read()
      if (!request) return
      isLoading.value = true
      const answer = await request
      if (mine !== subject) return
      apply(answer)
      status.value = 'success'
      error.value = null
    }
    catch (thrown) {
      if (mine !== subject) return
      error.value = toNitroliteError(thrown, 'NODE_UNKNOWN_ERROR', { node: String(thrown) }).info
      status.value = 'error'
    }
  }

  function start(): Promise<void> {
    const mine = subject
    running = ask(mine).then(() => {
      if (mine !== subject) return
      running = null
      isLoading.value = false
    })
    return running
  }

  function refresh(): Promise<void> {
    if (!running) return start()
    const mine = subject
    next ??= running.then(() => {
      if (mine !== subject) return
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

  onScopeDispose(() => {
    subject += 1
  }, true)

  return {
    status: computed(() => status.value),
    isLoading: computed(() => isLoading.value),
    error: computed(() => error.value),
    refresh,
    restart,
  }
}
