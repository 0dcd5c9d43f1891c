import { mapHashToField } from '@noble/curves/abstract/modular'
import { bytesToHex, hexToBytes } from '@noble/curves/abstract/utils'
import { p256 } from '@noble/curves/p256'
import { sha512 } from '@noble/hashes/sha512'
import type { Access, Protocol } from '../protocols/protocol'
import type { AppSession } from '../sessions/types'
import type { Hex } from '../types'
import type { RequestSigner } from '../wallet/types'
import { boxOf, type SubmitterBox } from './box'
import { statementDigest } from './statements'

/** A new random value that, together with a session key, gives the box of a new proposal. */
export const newBoxSalt = (): Hex => `0x${bytesToHex(crypto.getRandomValues(new Uint8Array(32)))}`

/**
 * The box of a proposal: the key pair that its replies are encrypted to. It follows from the salt and the session key, so a
 * submitter that reloads the page can open replies again without a store for secrets. Only the owner of the session key can compute
 * it, and nobody can once the salt is deleted. A signer whose signatures differ each time gives another box after a
 * reload, which cannot open the replies.
 * @throws `ENCRYPTION_UNAVAILABLE`, and what the signer throws
 */
export async function boxFor(signer: Pick<RequestSigner, 'signDigest'>, salt: Hex): Promise<SubmitterBox> {
  const secret = await signer.signDigest(statementDigest(`vue-nitrolite key for replies 1\n${salt}`))
  return boxOf(mapHashToField(sha512(hexToBytes(secret.slice(2))), p256.CURVE.n))
}

/**
 * The box of a proposal for a session, made with the key that signs for the session on its node. The wallet may be asked.
 * @param isByPerson the person acts just now, so a wallet that has declined is asked again. @default false
 */
export const boxOfSession = (
  protocol: Pick<Protocol, 'signSecret'>, access: Access, session: AppSession, salt: Hex, isByPerson = false,
): Promise<SubmitterBox> => boxFor({ signDigest: digest => protocol.signSecret(access, session, digest, isByPerson) }, salt)
