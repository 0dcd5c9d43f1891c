import { Refusal, refuseForAny, type MistakeChoice } from '../embedded/refusal'
import { add, compare, formatDecimal, signOf, ZERO, type Decimal } from '../formats/decimal'
import type { GoStruct } from '../formats/goStruct'
import type { AssetAmount } from './ledger'

export interface AllocationRow {
  readonly participant: string
  readonly asset: string
  readonly amount: Decimal
}

export function readAllocations(fields: GoStruct): AllocationRow[] {
  return fields.structs('allocations', row => ({
    participant: row.text('participant'),
    asset: row.text('asset'),
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

/** The database cannot store a NUL, and its text does not reach the client. @param failure text of the refusal @throws Refusal */
export function refuseNul(sessionData: string | null, failure: string): void {
  if (sessionData?.includes('\0')) throw new Refusal(failure)
}

/** Checks that the allocations hand out exactly what the session holds. @throws Refusal */
export function verifyRedistribution(
  choose: MistakeChoice, held: readonly AssetAmount[], sums: ReadonlyMap<string, Decimal>, prefix = '',
): void {
  refuseForAny(choose, held.flatMap(({ asset, amount }) => {
    const sum = sums.get(asset) ?? ZERO
    if (compare(amount, sum) === 0) return []
    return prefix + (signOf(amount) === 0
      ? `asset ${asset} is not deposited into the app session. Please deposit the asset first`
      : `asset ${asset} not fully redistributed`)
  }))
  refuseForAny(choose, [...sums]
    .filter(([asset, sum]) => signOf(sum) !== 0 && !held.some(known => known.asset === asset))
    .map(([asset]) => `${prefix}allocation references unknown asset ${asset}`))
}
