import * as v from 'valibot'
import type { Connection, DecodedError, DecodedResponse, EncodedRequest, RequestOptions } from '../../connection/types'
import { codeOf, NitroliteError, type ErrorData } from '../../errors/errors'
import { encodeRequest } from './codec'
import type { Pacer, Purpose } from './pacing'
import { readRefusal } from './refusals'

type Params = Readonly<Record<string, unknown>>

/** The methods that this client calls, apart from those that change a session: whether each only reads, or changes something. */
const EFFECTS = {
  'node.v1.ping': 'reads',
  'node.v1.get_config': 'reads',
  'node.v1.get_assets': 'reads',
  'user.v1.get_balances': 'reads',
  'user.v1.get_transactions': 'reads',
  'app_sessions.v1.get_app_sessions': 'reads',
  'app_sessions.v1.get_last_key_states': 'reads',
  'app_sessions.v1.submit_session_key_state': 'changes',
} as const

/** A request that changes no session. */
export interface Call<S extends v.GenericSchema> {
  readonly method: keyof typeof EFFECTS
  /** A function is called when the request leaves, so that it can decide as late as possible. */
  readonly params?: Params | (() => Params)
  /** Validates the answer. */
  readonly schema: S
  readonly options?: RequestOptions
  /** Values of the request that an error may mention. */
  readonly data?: ErrorData
}

/**
 * Sends a call and returns the validated answer.
 * @throws the node's error as a `NitroliteError`, `RESPONSE_UNEXPECTED` if the answer has another form, and what
 * `Connection.request` throws
 */
export type Ask = <S extends v.GenericSchema>(connection: Connection, call: Call<S>) => Promise<v.InferOutput<S>>

/** A request that waits for its turn. */
export interface WaitingRequest {
  readonly purpose: Purpose
  /** Makes the request when it leaves. */
  encode(): EncodedRequest
  /** Called when the request has left. */
  onLeft?(): void
}

/**
 * Sends one request as soon as the pacer allows it, over the socket that the connection has now. Its deadline counts from then.
 * @throws what `encode` and `Connection.request` throw
 */
export function send(
  pacer: Pacer, connection: Connection, { purpose, encode, onLeft }: WaitingRequest, options: RequestOptions = {},
): Promise<DecodedResponse | DecodedError> {
  const socket = options.socket ?? connection.socketName
  return pacer.send(socket, purpose, async () => {
    const answer = connection.request(encode(), { ...options, ...(socket !== null && { socket }) })
    onLeft?.()
    return answer
  })
}

/** Makes the function that asks the node for a purpose. */
export const createAsk = (pacer: Pacer, purpose: Purpose): Ask => async (connection, { method, params = {}, schema, options, data }) => {
  const encode = (): EncodedRequest => {
    const payload = JSON.stringify(typeof params === 'function' ? params() : params)
    return encodeRequest(connection.newRequestId(), method, payload, connection.newStamp())
  }
  const answer = await send(pacer, connection, { purpose, encode }, options)
  if (answer.kind === 'error') throw readRefusal(answer.message, data).error
  const read = v.safeParse(schema, answer.params)
  if (read.success) return read.output
  const [issue] = read.issues
  throw new NitroliteError('RESPONSE_UNEXPECTED', { method, reason: issue.message })
}

/**
 * Does something that only reads, and once more if the socket is lost: the node may have dropped the socket only because other
 * requests were too fast.
 */
export async function repeatIfLost<T>(connection: Connection, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  }
  catch (thrown) {
    if (codeOf(thrown) !== 'CONNECTION_LOST') throw thrown
    await connection.whenReady().catch(() => { throw thrown })
    return await read()
  }
}

/** Makes a function that repeats a call once if its socket is lost, unless the call changes something. */
export const repeating = (ask: Ask): Ask => (connection, call) =>
  EFFECTS[call.method] === 'changes' ? ask(connection, call) : repeatIfLost(connection, () => ask(connection, call))
