import { Refusal } from '../embedded/refusal'
import { add, compare, formatDecimal, signOf, ZERO, type Decimal } from '../formats/decimal'
import type { AssetAmount } from './ledger'
import type { Fields } from './params'

export interface AllocationRow {
  readonly participant: string
  readonly asset: string
  readonly amount: Decimal
}

export function readAllocations(fields: Fields): AllocationRow[] {
  return fields.structs('allocations').map(row => ({
    participant: row.string('participant'),
    asset: row.string('asset'),
    amount: row.decimal('amount'),
  }))
}

export function refuseNegative({ amount, asset }: AllocationRow): void {
  if (signOf(amount) < 0) throw new Refusal(`negative allocation: ${formatDecimal(amount)} for asset ${asset}`)
}

/** Participants are compared as text. */
export function refuseStranger(participant: string, participants: readonly string[]): void {
  if (!participants.includes(participant)) throw new Refusal(`allocation to non-participant ${participant}`)
}

export function sumByAsset(rows: readonly AllocationRow[]): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const { asset, amount } of rows) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
  return sums
}

/**
 * Checks that the allocations hand out exactly what the session holds. Assets are checked in alphabetical order; a real
 * node reports any one of several mistakes.
 */
export function verifyRedistribution(held: readonly AssetAmount[], sums: ReadonlyMap<string, Decimal>, prefix = ''): void {
  for (const { asset, amount } of held) {
    const sum = sums.get(asset)
    if (signOf(amount) === 0) {
      if (sum && signOf(sum) !== 0) {
        throw new Refusal(`${prefix}asset ${asset} is not deposited into the app session. Please deposit the asset first`)
      }
    } else if (!sum || compare(amount, sum) !== 0) {
      throw new Refusal(`${prefix}asset ${asset} not fully redistributed`)
    }
  }
  for (const [asset, sum] of sums) {
    if (signOf(sum) !== 0 && !held.some(known => known.asset === asset)) {
      throw new Refusal(`${prefix}allocation references unknown asset ${asset}`)
    }
  }
}
