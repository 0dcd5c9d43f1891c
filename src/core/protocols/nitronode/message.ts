import type { Hex } from '../../types'
import { keccakOfHex } from '../../wallet/keccak'

/** "\x19Ethereum Signed Message:\n32" in hex. */
const PREFIX = '19457468657265756d205369676e6564204d6573736167653a0a3332'

/** The hash that a wallet signs when it signs 32 bytes as a message (EIP-191). */
export const messageDigest = (digest: Hex): Hex => keccakOfHex(PREFIX + digest.slice(2))
