import { createRequire } from 'node:module'
import { NitroliteError } from '../core/errors/errors'
import { bytesOf } from '../core/wallet/bytes'
import { javascriptSignatures, recoversTo } from '../core/wallet/secp256k1'
import type { SignatureEngine } from '../core/wallet/types'

/** The functions used of the package `secp256k1`, version 4 or 5. */
export interface Secp256k1Addon {
  publicKeyCreate(privateKey: Uint8Array, isCompressed: boolean): Uint8Array
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { readonly signature: Uint8Array, readonly recid: number }
  ecdsaRecover(signature: Uint8Array, recid: number, digest: Uint8Array, isCompressed: boolean): Uint8Array
}

export interface NativeSignerOptions {
  /** The addon, for apps that load it in a way of their own. @default the native part of the package `secp256k1` */
  readonly addon?: Secp256k1Addon
}

/**
 * Makes and checks signatures with a native addon, which takes a tenth of the processor time of JavaScript. The app installs
 * the addon itself: `npm install secp256k1@5`. The signatures are the same, byte for byte. The call compares the addon with the
 * JavaScript of this library once.
 *
 * @example
 * import { nativeSigner } from 'vue-nitrolite/node'
 * const client = createNitroliteClient({ url, application, signer: privateKey, signatures: nativeSigner() })
 * @throws `NATIVE_SIGNER_UNUSABLE` if the addon is not installed, was not built for this platform, or computes something else
 */
export function nativeSigner({ addon = loadAddon() }: NativeSignerOptions = {}): SignatureEngine {
  const engine = engineOf(addon)
  checkEngine(engine)
  return engine
}

/** Loads only the native part. The package's main file would silently use another implementation in JavaScript instead. */
function loadAddon(): Secp256k1Addon {
  try {
    return createRequire(import.meta.url)('secp256k1/bindings.js') as Secp256k1Addon
  }
  catch (thrown) {
    const isMissing = (thrown as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND'
    const reason = isMissing
      ? 'The package secp256k1 is not installed'
      : 'The native part of the package secp256k1 was not built for this platform'
    throw new NitroliteError('NATIVE_SIGNER_UNUSABLE', { reason }, { cause: thrown })
  }
}

/** A native module makes arrays of the main realm, even if this library runs in another one, as in test runners. */
const ownBytes = (bytes: Uint8Array): Uint8Array => bytesOf(bytes) ?? bytes

function engineOf(addon: Secp256k1Addon): SignatureEngine {
  const recover: SignatureEngine['recover'] = (digest, signature) =>
    ownBytes(addon.ecdsaRecover(signature.subarray(0, 64), signature[64] ?? NaN, digest, false))
  return {
    publicKeyOf: privateKey => ownBytes(addon.publicKeyCreate(privateKey, false)),
    sign(digest, privateKey) {
      const { signature, recid } = addon.ecdsaSign(digest, privateKey)
      const bytes = new Uint8Array(65)
      bytes.set(signature)
      bytes[64] = recid % 2
      return bytes
    },
    recover,
    isMadeBy: (digest, signature, publicKey) => recoversTo(publicKey, () => recover(digest, signature)),
  }
}

const areEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

/** @throws `NATIVE_SIGNER_UNUSABLE` unless the engine computes what the JavaScript of this library computes */
function checkEngine(engine: SignatureEngine): void {
  const [privateKey, digest] = [new Uint8Array(32).fill(0x11), new Uint8Array(32).fill(0x22)]
  const publicKey = javascriptSignatures.publicKeyOf(privateKey)
  const signature = javascriptSignatures.sign(digest, privateKey)
  let isRight: boolean
  try {
    isRight = areEqual(engine.publicKeyOf(privateKey), publicKey)
      && areEqual(engine.sign(digest, privateKey), signature)
      && engine.isMadeBy(digest, signature, publicKey)
      && !engine.isMadeBy(privateKey, signature, publicKey)
  }
  catch (thrown) {
    const reason = 'The addon does not have the functions of the package secp256k1'
    throw new NitroliteError('NATIVE_SIGNER_UNUSABLE', { reason }, { cause: thrown })
  }
  if (!isRight) throw new NitroliteError('NATIVE_SIGNER_UNUSABLE', { reason: 'The addon computes other signatures than the package secp256k1' })
}
