import { secp256k1 as reference } from '@noble/curves/secp256k1'
import { SigningKey } from 'ethers/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secp256k1 } from './curve'

describe('the curve', () => {
  it('the curve has the parameters of the library’s own definition', () => {
    const { CURVE, ProjectivePoint } = secp256k1
    expect(CURVE.n).toBe(reference.CURVE.n)
    expect(CURVE.Fp.ORDER).toBe(reference.CURVE.Fp.ORDER)
    expect([CURVE.a, CURVE.b, CURVE.h]).toEqual([reference.CURVE.a, reference.CURVE.b, reference.CURVE.h])
    expect(ProjectivePoint.BASE.toHex()).toBe(reference.ProjectivePoint.BASE.toHex())
    expect(ProjectivePoint.BASE.multiply(CURVE.n - 1n).toHex()).toBe(ProjectivePoint.BASE.negate().toHex())
  })

  it('the curve makes the same keys and signatures as two other definitions, and recovers them', () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(fc.property(bytes.filter(key => reference.utils.isValidPrivateKey(key)), bytes, (key, digest) => {
      const publicKey = secp256k1.getPublicKey(key, false)
      expect(publicKey).toEqual(reference.getPublicKey(key, false))

      const signature = secp256k1.sign(digest, key)
      const expected = reference.sign(digest, key)
      expect(signature.toCompactHex()).toBe(expected.toCompactHex())
      expect(signature.recovery).toBe(expected.recovery)
      expect(signature.hasHighS()).toBe(false)
      expect(signature.recoverPublicKey(digest).toRawBytes(false)).toEqual(publicKey)

      const { r, s, yParity } = new SigningKey(key).sign(digest)
      expect(`0x${signature.toCompactHex()}`).toBe(r + s.slice(2))
      expect(signature.recovery).toBe(yParity)
    }), { numRuns: 50 })
  })

  it.each([['zero', 0n], ['the order', secp256k1.CURVE.n], ['larger than the order', 2n ** 256n - 1n]])('the curve refuses a key that is %s', (_, key) => {
    expect(secp256k1.utils.isValidPrivateKey(key)).toBe(false)
  })
})
