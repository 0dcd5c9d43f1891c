import * as v from 'valibot'
import type { Connection, DecodedError, DecodedResponse, EncodedRequest, RequestOptions } from '../../connection/types'
import { codeOf, NitroliteError, type ErrorData } from '../../errors/errors'
import { encodeRequest } from './codec'
import type { Pacer } from './pacing'
import { readRefusal } from './refusals'

/** A request that changes no session. */
export interface Call<S extends v.GenericSchema> {
  readonly method: string
  readonly params?: Record<string, unknown>
  /** Validates the answer. */
  readonly schema: S
  readonly options?: RequestOptions
  /** Values of the request that an error may mention. */
  readonly data?: ErrorData
}

/**
 * Sends a call and returns the validated answer. A call that only reads is repeated once if its socket is lost.
 * @throws the node's error as a `NitroliteError`, `RESPONSE_UNEXPECTED` if the answer has another form, and what
 * `Connection.request` throws
 */
export type Ask = <S extends v.GenericSchema>(connection: Connection, call: Call<S>) => Promise<v.InferOutput<S>>

/** Methods that change something on the node, by their names. */
const isWriting = (method: string): boolean => /\.(submit|create)_/.test(method)

/**
 * Sends one request as soon as the pacer allows it, over the socket that the connection has now.
 * @param options `isUrgent` lets the request overtake those that wait for their turn
 * @throws what `Connection.request` throws
 */
export async function send(
  pacer: Pacer, connection: Connection, request: EncodedRequest, { isUrgent, ...options }: RequestOptions & { isUrgent?: boolean } = {},
): Promise<DecodedResponse | DecodedError> {
  const socket = options.socket ?? connection.socketName
  await pacer.waitForTurn(socket, isUrgent)
  try {
    return await connection.request(request, { ...options, ...(socket !== null && { socket }) })
  }
  catch (thrown) {
    pacer.noteFailure(socket, thrown instanceof NitroliteError ? thrown.info.data.closeCode : undefined)
    throw thrown
  }
}

/**
 * Makes the function that asks the node.
 * @param isUrgent whether its calls overtake those that wait for their turn. @default false
 */
export const createAsk = (pacer: Pacer, isUrgent = false): Ask => async (connection, { method, params = {}, schema, options, data }) => {
  const askOnce = (): Promise<DecodedResponse | DecodedError> => send(pacer, connection, encodeRequest(
    connection.newRequestId(), method, JSON.stringify(params), connection.newStamp()), { ...options, isUrgent })
  const answer = await askOnce().catch(async (thrown: unknown) => {
    // The node may have dropped the socket only because other requests were too fast.
    if (codeOf(thrown) !== 'CONNECTION_LOST' || isWriting(method)) throw thrown
    await connection.whenReady().catch(() => { throw thrown })
    return askOnce()
  })
  if (answer.kind === 'error') throw readRefusal(answer.message, data).error
  const read = v.safeParse(schema, answer.params)
  if (read.success) return read.output
  const [issue] = read.issues
  throw new NitroliteError('RESPONSE_UNEXPECTED', { method, reason: issue.message })
}
