import { computeAddress, hexlify, randomBytes } from 'ethers'

/** The key of the wallet that closes. A new one each time, because a running node keeps what earlier measurements left behind. */
export const ALICE_KEY = hexlify(randomBytes(32))
export const ALICE = computeAddress(ALICE_KEY)
/** A participant that signs nothing. */
export const BOB = computeAddress(hexlify(randomBytes(32)))
export const APPLICATION = 'bench'

/** What each session is closed with. */
export const ALLOCATIONS = [
  { participant: ALICE, asset: 'usdc', amount: '0.7' },
  { participant: BOB, asset: 'usdc', amount: '0.3' },
]
