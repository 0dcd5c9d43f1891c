import * as v from 'valibot'
import type { Connection, DecodedError, DecodedResponse, RequestOptions } from '../../connection/types'
import { NitroliteError, type ErrorData } from '../../errors/errors'
import type { Hex } from '../../types'
import type { RequestSigner } from '../../wallet/types'
import { digestOf, encodeRequest, toFrame, type RequestText } from './codec'
import { readRefusal } from './refusals'

/** A request that changes no session: it reads, logs in or ends a key. */
export interface Call<S extends v.GenericSchema> {
  readonly method: string
  readonly params: Record<string, unknown>
  /** Validates the answer. */
  readonly schema: S
  /** Signs the digest of the request. Public calls need no signature. */
  readonly signer?: RequestSigner
  /** Signatures that are not made over the digest of the request. Ignored if there is a `signer`. */
  readonly signatures?: readonly Hex[]
  readonly options?: RequestOptions
  /** Values of the request that an error may mention. */
  readonly data?: ErrorData
}

/** Makes a request with the connection's next id and timestamp. */
const nextRequest = (connection: Connection, method: string, params: unknown): RequestText =>
  encodeRequest(connection.newRequestId(), method, params, connection.newStamp())

function readAnswer<S extends v.GenericSchema>(call: Call<S>, answer: DecodedResponse | DecodedError): v.InferOutput<S> {
  if (answer.kind === 'error') throw readRefusal(answer.message, call.data).error
  const parsed = v.safeParse(call.schema, answer.params)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new NitroliteError('RESPONSE_UNEXPECTED', { method: call.method, reason: issue.message })
}

/**
 * Sends a call and returns the validated answer.
 * @throws the node's error as a `NitroliteError`, `RESPONSE_UNEXPECTED` if the answer has another form, and what
 * `Connection.request` throws
 */
export async function ask<S extends v.GenericSchema>(connection: Connection, call: Call<S>): Promise<v.InferOutput<S>> {
  const request = nextRequest(connection, call.method, call.params)
  const signatures = call.signer ? [await call.signer.signDigest(digestOf(request.text))] : call.signatures ?? []
  return readAnswer(call, await connection.request(toFrame(request, signatures), call.options))
}
