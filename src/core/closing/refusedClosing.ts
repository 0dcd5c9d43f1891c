import type { NitroliteError } from '../errors/errors'
import { readSessionId } from '../sessions/sessionId'
import type { Hex } from '../types'
import type { CloseRequest, Closing, ClosingSnapshot, Receipt } from './types'

/** A closing that was refused before it began. It has sent nothing and never will. */
export function refusedClosing(id: string, request: CloseRequest | null, error: NitroliteError): Closing {
  const snapshot: ClosingSnapshot = {
    id,
    sessionId: readSessionId(request?.sessionId) ?? request?.sessionId as Hex,
    state: 'failed',
    steps: (['checked', 'signed', 'sent', 'confirmed', 'paid'] as const).map(name => ({
      name, submission: name === 'checked' || name === 'paid' ? null : 'close', status: 'waiting',
    })),
    allocations: [],
    error: error.info,
    receipt: null,
    recovery: null,
    isResumed: false,
    isElsewhere: false,
    watchedUntil: null,
    startedAt: Date.now(),
  }
  const result = Promise.reject<Receipt>(error)
  result.catch(() => {})
  return {
    ...snapshot,
    snapshot: () => snapshot,
    log: () => [],
    subscribe: () => () => {},
    cancel: () => false,
    resume: () => false,
    archive: () => false,
    revokeKey: () => false,
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
  }
}
