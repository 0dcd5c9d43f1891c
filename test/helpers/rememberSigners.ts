import type { SignatureEngine } from '../../src/core'

/** How many signatures are remembered. More would not help: signatures are checked soon after they are made. */
const MOST = 5_000

const nameOf = (digest: Uint8Array, signature: Uint8Array): string => Buffer.concat([digest, signature]).toString('latin1')

/**
 * An engine that remembers which key made or was recovered from a signature. A digest and a signature together have one key, so
 * that it answers as the engine itself does.
 */
export function rememberSigners(engine: SignatureEngine): SignatureEngine {
  const signers = new Map<string, Uint8Array>()
  const publicKeys = new Map<string, Uint8Array>()

  function remember(name: string, publicKey: Uint8Array): Uint8Array {
    if (signers.size >= MOST) signers.clear()
    signers.set(name, publicKey)
    return publicKey
  }

  function publicKeyOf(privateKey: Uint8Array): Uint8Array {
    const name = Buffer.from(privateKey).toString('latin1')
    const publicKey = publicKeys.get(name) ?? engine.publicKeyOf(privateKey)
    if (publicKeys.size >= MOST) publicKeys.clear()
    publicKeys.set(name, publicKey)
    return publicKey
  }

  function recover(digest: Uint8Array, signature: Uint8Array): Uint8Array {
    const name = nameOf(digest, signature)
    return signers.get(name) ?? remember(name, engine.recover(digest, signature))
  }

  return {
    publicKeyOf, recover,
    sign(digest, privateKey) {
      const signature = engine.sign(digest, privateKey)
      remember(nameOf(digest, signature), publicKeyOf(privateKey))
      return signature
    },
    isMadeBy(digest, signature, publicKey) {
      const known = signers.get(nameOf(digest, signature))
      return known ? Buffer.compare(known, publicKey) === 0 : engine.isMadeBy(digest, signature, publicKey)
    },
  }
}
