import * as v from 'valibot'
import type { Address, Hex } from '../../types'
import { recoverDigestSigner } from '../../wallet/signature'
import { recoverTypedDataSigner } from '../../wallet/typedData'
import type { RequestProof } from '../../receipts/requestProof'
import { policyData } from './policyData'
import { METHOD } from './closing'
import { digestOf, nitroRpcCodec } from './codec'
import * as schemas from './schemas'

const request = v.tuple([
  v.number(),
  v.literal(METHOD),
  v.object({
    app_session_id: v.string(),
    allocations: v.array(v.strictObject({
      participant: v.custom<Address>(value => typeof value === 'string'), asset: v.string(), amount: v.string(),
    })),
  }),
  v.number(),
])

/** Reads receipts of NitroRPC 0.5, where `[id, method, params, ts]` is signed without a prefix (ClearNode 0.5.2, recorded). */
export const nitroRpcProof: RequestProof = {
  listsZeroRows: true,
  acceptsLateDeposits: true,
  digestOf,
  readRequest(text) {
    const read = v.safeParse(request, parse(text))
    if (!read.success) return null
    const [id, , { app_session_id: sessionId, allocations }, ts] = read.output
    return { isClose: true, id, sessionId, allocations, ts }
  },
  readResponse(text) {
    const frame = nitroRpcCodec.decode(`{"res":${text}}`)
    if (frame.kind !== 'response' || frame.method !== METHOD || frame.signedText !== text) return null
    const closed = v.safeParse(schemas.closed, frame.params)
    return closed.success && closed.output.status === 'closed' ? { id: frame.id, sessionId: closed.output.app_session_id } : null
  },
  recoverSigner: recoverDigestSigner,
  policySigner: ({ signature, ...policy }) => recoverTypedDataSigner(policyData(policy), signature as Hex),
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return null
  }
}
