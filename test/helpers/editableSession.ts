import { buildAllocations } from '../../src/core/sessions/allocations'
import type { AppSession } from '../../src/core/sessions/types'

/**
 * An open session for tests.
 * @param holdings by symbol: the decimals of the asset, and what each participant holds of it
 */
export function sessionWith(
  addresses: readonly string[],
  holdings: Readonly<Record<string, { readonly decimals: number, readonly amounts: readonly string[] }>>,
): AppSession {
  const decimals = new Map(Object.entries(holdings).map(([symbol, holding]) => [symbol, holding.decimals]))
  const sums = new Map(addresses.map((address, index) => [
    address,
    new Map(Object.entries(holdings).map(([symbol, { amounts }]) => [symbol, amounts[index] ?? '0'])),
  ]))
  return {
    id: `0x${'1'.repeat(64)}`,
    status: 'open',
    application: 'test',
    protocol: 'NitroRPC/0.4',
    participants: addresses.map(address => ({ address, weight: 1 })),
    quorum: addresses.length,
    version: 1,
    sessionData: null,
    createdAt: '2025-01-01T00:00:00Z',
    updatedAt: '2025-01-01T00:00:00Z',
    ...buildAllocations(addresses, decimals, sums),
  }
}
