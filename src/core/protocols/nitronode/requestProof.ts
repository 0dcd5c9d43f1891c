import * as v from 'valibot'
import type { RequestProof } from '../../receipts/requestProof'
import type { Address, Hex } from '../../types'
import { recoverStateSigner, SIGNED_BY, stateText, updateDigest, type StateUpdate } from './digests'
import { policySigner } from './keyState'

const OPERATE = 0
const CLOSE = 3

const address = v.custom<Address>(value => typeof value === 'string' && /^0x[\da-f]{40}$/i.test(value))
const state = v.object({
  app_session_id: v.custom<Hex>(value => typeof value === 'string' && /^0x[\da-f]{64}$/.test(value)),
  intent: v.picklist([OPERATE, CLOSE]),
  version: v.pipe(v.string(), v.regex(/^\d{1,15}$/)),
  allocations: v.array(v.object({ participant: address, asset: v.string(), amount: v.string() })),
  session_data: v.string(),
})

/**
 * Reads an operate or a close, or returns null for any other text. The signatures cover the values in the text, not the text
 * itself, so only the canonical text of these values is accepted.
 */
function readState(text: string): StateUpdate | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  }
  catch {
    return null
  }
  const read = v.safeParse(state, parsed)
  if (!read.success) return null
  const { app_session_id: sessionId, intent, version, allocations, session_data: sessionData } = read.output
  const update = { sessionId, intent, version: Number(version), allocations, sessionData }
  return stateText(update) === text ? update : null
}

/** Reads receipts of nitronode 1.x, where states are signed as EIP-191 messages (nitronode 1.4.1, recorded). */
export const nitronodeProof: RequestProof = {
  listsZeroRows: false,
  acceptsLateDeposits: false,
  digestOf(text) {
    const read = readState(text)
    return read ? updateDigest(read) : '0x'
  },
  readRequest(text) {
    const read = readState(text)
    // The signatures of a state cover neither an id nor a time. A state is valid for one version of the session, at any time.
    return read && { isClose: read.intent === CLOSE, id: 0, sessionId: read.sessionId, allocations: read.allocations, ts: 0 }
  },
  // A nitronode does not sign its answers.
  readResponse: () => null,
  recoverSigner: (digest, signature, isKey) =>
    signature.toLowerCase().startsWith(isKey ? SIGNED_BY.key : SIGNED_BY.wallet) ? recoverStateSigner(digest, signature) : null,
  policySigner,
}
