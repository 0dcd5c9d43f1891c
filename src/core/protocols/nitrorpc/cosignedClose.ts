import type { CosignedClose } from '../../cosigning/nodeCosigning'
import type { Hex } from '../../types'
import { METHOD } from './closing'
import { digestOf, encodeRequest, type RequestText } from './codec'

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
