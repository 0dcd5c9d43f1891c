import { bytesToHex } from '@noble/curves/abstract/utils'
import { NitroliteError } from '../errors/errors'
import type { Hex } from '../types'
import { bytesOfHex, compressPoint } from './codec/curvePoint'

/**
 * The encryption of the platform.
 * @throws `ENCRYPTION_UNAVAILABLE` on a page that was not served over HTTPS
 */
export function subtleCrypto(): NonNullable<typeof crypto.subtle> {
  // The DOM types do not know that it can be missing.
  const { subtle } = crypto as { readonly subtle?: NonNullable<typeof crypto.subtle> }
  if (subtle === undefined) throw new NitroliteError('ENCRYPTION_UNAVAILABLE')
  return subtle
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const

/**
 * The key pair that the replies to one proposal are encrypted to. It can be stored in IndexedDB as it is; Node.js has no such
 * store, see `exportBox`. After it was deleted, nobody can open a reply to the proposal.
 */
export interface ReplyBox {
  /** Compressed point of P-256, 33 bytes: `CloseProposal.box`. */
  readonly publicKey: Hex
  readonly privateKey: CryptoKey
}

/** A box as plain data, for stores that hold no keys. It is a secret. */
export interface ExportedBox {
  readonly publicKey: Hex
  /** PKCS #8. */
  readonly privateKey: Hex
}

export interface BoxOptions {
  /** Whether `exportBox` may read the private key. Only for stores of servers, which must keep it secret. @default false */
  readonly isExtractable?: boolean
}

/** Creates the key pair of a new proposal. @throws `ENCRYPTION_UNAVAILABLE` */
export async function createBox({ isExtractable = false }: BoxOptions = {}): Promise<ReplyBox> {
  const subtle = subtleCrypto()
  const { publicKey, privateKey } = await subtle.generateKey(CURVE, isExtractable, ['deriveBits'])
  return { publicKey: compressPoint(new Uint8Array(await subtle.exportKey('raw', publicKey))), privateKey }
}

/**
 * The private key of a box as plain data.
 * @throws `OPTIONS_INVALID` unless the box was created or imported with `isExtractable`
 */
export async function exportBox({ publicKey, privateKey }: ReplyBox): Promise<ExportedBox> {
  if (!privateKey.extractable) throw new NitroliteError('OPTIONS_INVALID', { option: 'isExtractable', reason: 'The key of this box was created so that it cannot be exported.' })
  return { publicKey, privateKey: `0x${bytesToHex(new Uint8Array(await subtleCrypto().exportKey('pkcs8', privateKey)))}` }
}

/**
 * A box that `exportBox` returned.
 * @throws `PROPOSAL_GONE` if its private key is damaged; `ENCRYPTION_UNAVAILABLE`
 */
export async function importBox({ publicKey, privateKey }: ExportedBox, { isExtractable = false }: BoxOptions = {}): Promise<ReplyBox> {
  const subtle = subtleCrypto()
  try {
    return { publicKey, privateKey: await subtle.importKey('pkcs8', bytesOfHex(privateKey), CURVE, isExtractable, ['deriveBits']) }
  }
  catch (cause) {
    throw new NitroliteError('PROPOSAL_GONE', {}, { cause })
  }
}
