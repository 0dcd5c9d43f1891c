/**
 * Divides a total by parts of a whole, without remainder: amounts are rounded down, and what is left over goes one by one to
 * those that lost the most by rounding.
 * @param whole the sum of the parts, above zero
 * @param first index that wins ties. @default 0
 */
export function shareOut(total: bigint, parts: readonly bigint[], whole: bigint, first = 0): bigint[] {
  const units = parts.map(part => total * part / whole)
  const lost = parts.map(part => total * part % whole)
  const order = [...parts.keys()].sort((a, b) => {
    const [lostA = 0n, lostB = 0n] = [lost[a], lost[b]]
    if (lostA !== lostB) return lostA > lostB ? -1 : 1
    return Number(b === first) - Number(a === first) || a - b
  })
  const left = Number(total - units.reduce((sum, amount) => sum + amount, 0n))
  for (const index of order.slice(0, left)) units[index] = (units[index] ?? 0n) + 1n
  return units
}

/** 100 % in hundredths of a percent. */
const ALL = 10_000n

/**
 * Shares in hundredths of a percent, which add up to 10,000. All are zero where the amounts do not add up to a total above
 * zero.
 */
export function basisPointsOf(units: readonly bigint[], total: bigint): number[] {
  const isSplit = total > 0n && units.every(amount => amount >= 0n) && units.reduce((sum, amount) => sum + amount, 0n) === total
  return isSplit ? shareOut(ALL, units, total).map(Number) : units.map(() => 0)
}

/**
 * Divides a total by parts of a whole, without remainder: amounts are rounded down, and everything that is left over goes to one
 * receiver.
 * @param whole the sum of the parts, above zero
 * @param receiver index that receives what is left over
 */
export function shareOutWithRest(total: bigint, parts: readonly bigint[], whole: bigint, receiver: number): bigint[] {
  const units = parts.map(part => total * part / whole)
  const left = total - units.reduce((sum, amount) => sum + amount, 0n)
  units[receiver] = (units[receiver] ?? 0n) + left
  return units
}
