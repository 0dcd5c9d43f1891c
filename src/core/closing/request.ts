import { requireSignal } from '../client/requireSignal'
import { NitroliteError } from '../errors/errors'
import { clip, plainAmount } from '../sessions/amounts'
import { readSessionId } from '../sessions/sessionId'
import { unstorable } from '../sessions/storedText'
import type { Allocation, AppSession } from '../sessions/types'
import type { Hex } from '../types'
import type { CloseRequest, ClosingPlan } from './types'

/** A request whose rows are computed from the session, when the closing is planned. So the session is read once only. */
export interface ComputedCloseRequest extends CloseRequest {
  /**
   * Who receives how much of what the session holds. If the caller knows the result already, `allocations` has its rows, so that another
   * closing of the same rows is joined. Otherwise `allocations` is empty. The record in the journal keeps the rows, so they are computed
   * once only, unless nothing was sent.
   * @param deposits what each participant has paid in and not taken out again; null if the node does not say who paid in
   * @throws what the closing fails with
   */
  readonly allocate?: (session: AppSession, deposits: readonly Allocation[] | null) => readonly Allocation[]
  /** How many other closings of the wallet the caller will soon begin. Reading for all of them at once may cost the node less. @default 0 */
  readonly followers?: number
}

/** An id of a wrong form, as error texts show it. */
const shownId = (id: unknown): string => clip(typeof id === 'object' ? id : String(id))

/**
 * A session id in any case, as the nodes write it.
 * @throws `SESSION_ID_INVALID`
 */
export function parseSessionId(sessionId: string): Hex {
  const id = readSessionId(sessionId)
  if (id === null) throw new NitroliteError('SESSION_ID_INVALID', { sessionId: shownId(sessionId ?? '') })
  return id
}

/**
 * A copy of a request: later changes of the caller's objects have no effect.
 * @throws `OPTIONS_INVALID`
 */
export function copyRequest(request: ComputedCloseRequest): ComputedCloseRequest {
  // The caller may pass anything.
  if (Object(request) !== request) throw new NitroliteError('OPTIONS_INVALID', { option: 'close', reason: 'It takes an object with sessionId and allocations.' })
  const { sessionData, signal } = request
  if (signal != null) requireSignal(signal)
  // Rows of a wrong form are left for the validation to refuse.
  const allocations = Array.from<Allocation, Allocation>(request.allocations ?? [], row => ({ ...row }))
  if (sessionData != null && typeof sessionData !== 'string') {
    throw new NitroliteError('OPTIONS_INVALID', { option: 'sessionData', reason: 'It must be text.' })
  }
  const reason = typeof sessionData === 'string' ? unstorable(sessionData) : null
  if (reason !== null) throw new NitroliteError('OPTIONS_INVALID', { option: 'sessionData', reason })
  return { ...request, allocations }
}

/** Equal for requests that ask for the same, whatever the order of their rows and the spelling of their amounts and addresses. */
export function fingerprintOf({ allocations, sessionData }: Pick<CloseRequest, 'allocations' | 'sessionData'>): string {
  const rows = allocations
    .map(({ participant, asset, amount }) => [String(participant).toLowerCase(), String(asset), plainAmount(String(amount))])
    .filter(([, , amount]) => amount !== '0')
    .map(row => JSON.stringify(row))
    .sort()
  return JSON.stringify([rows, sessionData ?? null])
}

/** Equal to the fingerprint of a request that asks for the same. */
export const fingerprintOfPlan = ({ allocations, sessionData }: ClosingPlan): string =>
  fingerprintOf({ allocations, ...(sessionData !== null && { sessionData }) })

/**
 * Calls back once when a signal is aborted; at once if it is aborted already.
 * @returns a function that stops listening
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  signal?.addEventListener('abort', callback, { once: true })
  if (signal?.aborted) callback()
  return () => { signal?.removeEventListener('abort', callback) }
}
