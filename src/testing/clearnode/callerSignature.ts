import type { Address } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import type { CallContext } from './calls'
import { recoverSigner } from './signing'

/**
 * Checks that the first signature of a request is by the wallet that is logged in on the connection, or by its session key.
 * @returns the address that signed: the wallet or its key
 * @throws Refusal
 */
export function verifyCallerSignature({ node, call, wallet }: CallContext): Address {
  if (call.signatures.length === 0) throw new Refusal('missing participant signature')
  const signer = recoverSigner(call, 0)
  if (signer === null) throw new Refusal('failed to verify signer')
  if ((node.sessionKeys.walletOfKey(signer) ?? signer) !== wallet) throw new Refusal('invalid signature')
  return signer
}
