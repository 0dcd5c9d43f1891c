/** Positions of the slider between nothing and everything. */
export const POSITIONS = 1000

/**
 * Position of the slider for an amount. The two ends mean exactly nothing and exactly everything, so an amount near an
 * end is shown one position away from it.
 */
export function positionOf(units: bigint, totalUnits: bigint): number {
  if (units <= 0n || totalUnits <= 0n) return 0
  if (units >= totalUnits) return POSITIONS
  const nearest = Number((units * BigInt(POSITIONS) * 2n + totalUnits) / (totalUnits * 2n))
  return Math.min(POSITIONS - 1, Math.max(1, nearest))
}

/** Amount at a position of the slider, in base units, rounded down. */
export function unitsAt(position: number, totalUnits: bigint): bigint {
  return totalUnits * BigInt(position) / BigInt(POSITIONS)
}

/** Hundredths of a percent as the shortest decimal text, in percent. */
export function percentText(basisPoints: number): string {
  const fraction = String(basisPoints % 100).padStart(2, '0').replace(/0+$/, '')
  return `${Math.trunc(basisPoints / 100)}${fraction && `.${fraction}`}`
}
