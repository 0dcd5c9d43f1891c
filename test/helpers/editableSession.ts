import { buildAllocations } from '../../src/core/sessions/allocations'
import { editAmount, type AllocationCell, type AllocationEdit } from '../../src/core/sessions/editing'
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

export const A = '0xAaaa'
export const B = '0xBbbb'
export const C = '0xCccc'
export const pair = sessionWith([A, B], { usdc: { decimals: 6, amounts: ['0.7', '0.3'] } })
export const trio = sessionWith([A, B, C], { usdc: { decimals: 6, amounts: ['0.2', '0.5', '0.3'] } })

export const at = (participant: string, asset = 'usdc'): { participant: string, asset: string } => ({ participant, asset })

export function cellOf(edit: AllocationEdit, participant: string, asset = 'usdc'): AllocationCell {
  const cell = edit.rows.flatMap(row => row.cells).find(each => each.participant === participant && each.asset === asset)
  if (!cell) throw new Error(`There is no cell of ${participant}.`)
  return cell
}

/** What the fields show, the remainder in brackets, and marked ones with an exclamation mark. */
export const shown = (edit: AllocationEdit): string =>
  edit.rows.flatMap(row => row.cells)
    .map(cell => `${cell.isRemainder ? `[${cell.text}]` : cell.text}${cell.error ? '!' : ''}`).join(' ')

/** Types a text into a field. */
export const type = (edit: AllocationEdit, participant: string, text: string): AllocationEdit =>
  editAmount(edit, { ...at(participant), text })
