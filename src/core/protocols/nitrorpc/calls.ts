import * as v from 'valibot'
import type { Connection, DecodedError, DecodedResponse, RequestOptions } from '../../connection/types'
import { NitroliteError, type ErrorData } from '../../errors/errors'
import type { Hex } from '../../types'
import type { RequestSigner } from '../../wallet/types'
import { digestOf, encodeRequest, toFrame, type RequestText } from './codec'
import { readRefusal } from './refusals'

/** A request that only reads or logs in. */
export interface Call<S extends v.GenericSchema> {
  readonly method: string
  readonly params: Record<string, unknown>
  readonly schema: S
  /** Signs the request; public calls need nobody. */
  readonly signer?: RequestSigner
  /** Makes the signatures, where it is not the digest that is signed. */
  readonly signatures?: readonly Hex[]
  readonly options?: RequestOptions
  /** Values of the request that an error mentions. */
  readonly data?: ErrorData
}

/** The next request of a connection as text. */
export const nextRequest = (connection: Connection, method: string, params: unknown): RequestText =>
  encodeRequest(connection.newRequestId(), method, params, connection.newStamp())

function read<S extends v.GenericSchema>(call: Call<S>, answer: DecodedResponse | DecodedError): v.InferOutput<S> {
  if (answer.kind === 'error') throw readRefusal(answer.message, call.data).error
  const parsed = v.safeParse(call.schema, answer.params)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new NitroliteError('RESPONSE_UNEXPECTED', { method: call.method, reason: issue.message })
}

/**
 * Asks the node and reads the answer.
 * @throws what the node's error text means; `RESPONSE_UNEXPECTED`; what `Connection.request` throws
 */
export async function ask<S extends v.GenericSchema>(connection: Connection, call: Call<S>): Promise<v.InferOutput<S>> {
  const request = nextRequest(connection, call.method, call.params)
  const signatures = call.signer ? [await call.signer.signDigest(digestOf(request.text))] : call.signatures ?? []
  return read(call, await connection.request(toFrame(request, signatures), call.options))
}
