import * as v from 'valibot'
import type { Attempt } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import type { Access } from '../protocol'
import { ask } from './calls'
import { MESSAGE_EXPIRY } from './closing'
import { digestOf, encodeRequest, toFrame } from './codec'
import { readRefusal } from './refusals'

/** Harmless, and private: the node judges the age of its stamp as it does that of a closing. */
const METHOD = 'get_session_keys'

/**
 * Asks with the attempt's own stamp, so that neither a clock nor the node's setting has to be known. The age of a
 * stamp is judged before anything else and whoever signs, so any login can ask (recorded: stamp-probe.jsonl).
 * @throws what the node's other error texts mean; what `Connection.request` throws
 */
export async function isVoid({ connection, login }: Access, attempt: Attempt, skew: number): Promise<boolean> {
  const request = encodeRequest(connection.newRequestId(), METHOD, {}, attempt.ts + skew)
  const answer = await connection.request(toFrame(request, [await login.signer.signDigest(digestOf(request.text))]))
  if (answer.kind === 'response') return false
  const { error } = readRefusal(answer.message)
  if (error.code === 'NODE_STAMP_REFUSED') return true
  throw new NitroliteError(error.code, error.info.data)
}

/** By the node's usual setting. */
export const voidFrom = (attempt: Attempt, skew: number): number => attempt.ts + skew + MESSAGE_EXPIRY

/**
 * Ends the key of the login, at once and for good: whatever it signed and has not started is refused from then on, by every
 * node of a cluster (recorded: revoked-key-cannot-close.jsonl). The key itself may ask for it.
 * @throws what the node's error text means; what `Connection.request` throws
 */
export async function revokeKey({ connection, login: { signer } }: Access): Promise<void> {
  await ask(connection, { method: 'revoke_session_key', params: { session_key: signer.address }, schema: v.unknown(), signer })
}
