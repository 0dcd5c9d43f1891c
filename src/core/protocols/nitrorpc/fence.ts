import type { Attempt } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import type { Access } from '../protocol'
import { MESSAGE_EXPIRY } from './closing'
import { digestOf, encodeRequest, toFrame } from './codec'
import { readRefusal } from './refusals'

/** A harmless call that needs a login, so the node checks the age of its timestamp exactly as it does for a closing. */
const PROBE_METHOD = 'get_session_keys'

/** Remembers the newest timestamp that the node has refused for its age: it refuses everything older as well. */
export class StampFence {
  #refusedUpTo = -Infinity

  /** Like `isFenced`, but asks only if no earlier answer has shown it, so that a thousand closings share a few questions. */
  async isFenced(access: Access, attempt: Attempt, skew: number): Promise<boolean> {
    if (attempt.ts <= this.#refusedUpTo) return true
    const isRefused = await isFenced(access, attempt, skew)
    if (isRefused) this.#refusedUpTo = Math.max(this.#refusedUpTo, attempt.ts)
    return isRefused
  }
}

/**
 * Whether the node no longer starts an attempt, because its timestamp is too old. Sends a harmless call with the same timestamp and
 * looks at the answer, so neither the node's clock nor its setting has to be known. The node checks the timestamp before the
 * signatures, so any login can ask (ClearNode 0.5.2, recorded in stamp-probe.jsonl).
 * @param skew how far the clocks of several nodes behind one address may differ, in milliseconds; the probe is that much newer
 * @throws any other error of the node, and what `Connection.request` throws
 */
async function isFenced({ connection, login }: Access, attempt: Attempt, skew: number): Promise<boolean> {
  const request = encodeRequest(connection.newRequestId(), PROBE_METHOD, {}, attempt.ts + skew)
  const answer = await connection.request(toFrame(request, [await login.signer.signDigest(digestOf(request.text))]))
  if (answer.kind === 'response') return false
  const { error } = readRefusal(answer.message)
  if (error.code === 'NODE_STAMP_REFUSED') return true
  throw new NitroliteError(error.code, error.info.data)
}

/** A probe that comes a moment too early costs a whole pause of several seconds, so the first one waits this much longer. */
const PROBE_MARGIN = 300

/** When a probe is expected to be refused, in Unix milliseconds by the node's clock. Assumes the node's default setting. */
export const fencedFrom = (attempt: Attempt, skew: number): number => attempt.ts + skew + MESSAGE_EXPIRY + PROBE_MARGIN
