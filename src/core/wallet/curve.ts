import { Field } from '@noble/curves/abstract/modular'
import { weierstrass } from '@noble/curves/abstract/weierstrass'
import { hmac } from '@noble/hashes/hmac'
import { sha256 } from '@noble/hashes/sha256'
import { concatBytes, randomBytes } from '@noble/hashes/utils'

/**
 * The curve of Ethereum keys from its published parameters (SEC 2, section 2.4.1), with RFC 6979 nonces and low s.
 * The library's own definition adds a faster multiplication, which a few signatures do not need. The tests compare the
 * results with that definition and with another library.
 */
export const secp256k1 = weierstrass({
  a: 0n,
  b: 7n,
  Fp: Field(0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn),
  n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  Gx: 0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  Gy: 0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  h: 1n,
  lowS: true,
  hash: sha256,
  hmac: (key, ...messages) => hmac(sha256, key, concatBytes(...messages)),
  randomBytes,
})
