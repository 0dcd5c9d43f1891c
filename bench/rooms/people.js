/** The wallet that closes, and its key. */
export const ALICE = '0x5d5c99EdF529335160FF180fA141Dd4967fc00D2'
export const ALICE_KEY = `0x${'a1'.repeat(32)}`
export const BOB = '0xaf295d3c842bc1145E818d7FEf2c929726625620'
export const APPLICATION = 'bench'

/** What each session is closed with. */
export const ALLOCATIONS = [
  { participant: ALICE, asset: 'usdc', amount: '0.7' },
  { participant: BOB, asset: 'usdc', amount: '0.3' },
]
