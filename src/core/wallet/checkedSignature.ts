import { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { isOwnKey } from './sessionKey'
import { isSignedBy, recoverDigestSigner } from './signature'
import type { RequestSigner, SignatureEngine } from './types'

/**
 * Has a key sign a digest. If the app signs, checks that it used this key.
 * @throws `SIGNER_MISMATCH`, `WALLET_…`
 */
export async function signWithKey(signer: RequestSigner, digest: Hex): Promise<Hex> {
  const signature = await signer.signDigest(digest)
  if (!isOwnKey(signer)) assertSignedBy(digest, signature, signer.address)
  return signature
}

/**
 * @param engine computes on the curve
 * @default engine pure JavaScript
 * @throws `SIGNER_MISMATCH` unless the key of an address signed a digest
 */
export function assertSignedBy(digest: Hex, signature: string, address: RequestSigner['address'], engine?: SignatureEngine): void {
  if (isSignedBy(digest, signature, address, engine)) return
  throw new NitroliteError('SIGNER_MISMATCH', { expected: address, actual: recoverDigestSigner(digest, signature) ?? undefined })
}
