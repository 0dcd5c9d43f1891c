import type { Allocation } from '../../sessions/types'
import type { Hex } from '../../types'
import { METHOD } from './closing'
import { digestOf, encodeRequest, type RequestText } from './codec'

/** A close that several participants sign. */
export interface CosignedClose {
  readonly sessionId: Hex
  /** In the order in which they are signed, with amounts in their shortest form. */
  readonly allocations: readonly Allocation[]
  /** Null leaves the data of the session as they are, and an empty text erases them. */
  readonly sessionData: string | null
  /** Below 2^53. */
  readonly requestId: number
  /** Unix milliseconds. */
  readonly ts: number
}

/** The bytes that everybody signs, and their hash. */
export interface CosignedRequest extends RequestText {
  readonly digest: Hex
}

/**
 * Makes the exact bytes of a close from values alone, so that every participant makes the same bytes, and nobody signs a text
 * that somebody else has sent. They are the bytes that `propose` makes of the same rows.
 */
export function cosignedClose({ sessionId, allocations, sessionData, requestId, ts }: CosignedClose): CosignedRequest {
  const request = encodeRequest(requestId, METHOD, {
    app_session_id: sessionId,
    allocations: allocations.map(({ participant, asset, amount }) => ({ participant, asset, amount })),
    ...(sessionData !== null && { session_data: sessionData }),
  }, ts)
  return { ...request, digest: digestOf(request.text) }
}
