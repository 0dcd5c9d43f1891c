import type { Hex } from '../../src/core'

export const APPLICATION = 'test-app'
export const ALICE_KEY: Hex = `0x${'a1'.repeat(32)}`
export const BOB_KEY: Hex = `0x${'b0'.repeat(32)}`
/** The checksummed addresses of the two keys. */
export const ALICE = '0x5d5c99EdF529335160FF180fA141Dd4967fc00D2'
export const BOB = '0xaf295d3c842bc1145E818d7FEf2c929726625620'

/** Allocations in usdc. */
export const split = (...shares: readonly (readonly [participant: string, amount: string])[]) =>
  shares.map(([participant, amount]) => ({ participant, asset: 'usdc', amount }))
