import type { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { ClosingProgress } from './progress'
import type { CloseRequest, Closing, Receipt } from './types'

/** A closing that was refused before it began: it sent nothing and never will. */
export function refusedClosing(id: string, request: CloseRequest | null, error: NitroliteError): Closing {
  const progress = new ClosingProgress(id, request?.sessionId as Hex, Date.now(), () => {})
  progress.end('failed', error.info)
  const { snapshot } = progress
  const result = Promise.reject<Receipt>(error)
  result.catch(() => {})
  return {
    ...snapshot,
    snapshot: () => snapshot,
    subscribe: () => () => {},
    cancel: () => false,
    resume: () => false,
    revokeKey: () => false,
    then: (onFulfilled, onRejected) => result.then(onFulfilled, onRejected),
  }
}
