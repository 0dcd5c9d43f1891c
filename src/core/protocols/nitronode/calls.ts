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
  readonly schema: S
  readonly options?: RequestOptions
  /** Values of the request that an error mentions. */
  readonly data?: ErrorData
}

/** Asks the node, at its pace. */
export type Ask = <S extends v.GenericSchema>(connection: Connection, call: Call<S>) => Promise<v.InferOutput<S>>

/** Methods that change something. */
const CHANGES = /\.(submit|create)_/

/** Sends a request on one socket, in its turn, and learns the node's pace from a socket that ends. */
export async function send(
  pacer: Pacer, connection: Connection, request: EncodedRequest, { isUrgent, ...options }: RequestOptions & { isUrgent?: boolean } = {},
): Promise<DecodedResponse | DecodedError> {
  const socket = options.socket ?? connection.socketName
  await pacer.turn(socket, isUrgent)
  try {
    return await connection.request(request, { ...options, ...(socket !== null && { socket }) })
  }
  catch (thrown) {
    pacer.lost(socket, thrown instanceof NitroliteError ? thrown.info.data.closeCode : undefined)
    throw thrown
  }
}

/**
 * Makes what asks the node and reads its answers.
 * @param isUrgent whether it goes before what others ask
 * It throws what the node's error text means; `RESPONSE_UNEXPECTED`; what `Connection.request` throws.
 */
export const createAsk = (pacer: Pacer, isUrgent = false): Ask => async (connection, { method, params = {}, schema, options, data }) => {
  const once = () => send(pacer, connection, encodeRequest(
    connection.newRequestId(), method, JSON.stringify(params), connection.newStamp()), { ...options, isUrgent })
  const answer = await once().catch(async (thrown: unknown) => {
    // What only reads is asked once more: a socket may have ended for nothing but being too fast.
    if (codeOf(thrown) !== 'CONNECTION_LOST' || CHANGES.test(method)) throw thrown
    await connection.whenReady().catch(() => { throw thrown })
    return once()
  })
  if (answer.kind === 'error') throw readRefusal(answer.message, data).error
  const read = v.safeParse(schema, answer.params)
  if (read.success) return read.output
  const [issue] = read.issues
  throw new NitroliteError('RESPONSE_UNEXPECTED', { method, reason: issue.message })
}
