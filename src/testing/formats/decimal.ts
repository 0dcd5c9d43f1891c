/** An exact decimal number: `units / 10^scale`. Nodes compute amounts without rounding, and so do the embedded ones. */
export interface Decimal {
  readonly units: bigint
  /** Number of fractional digits, never negative. */
  readonly scale: number
}

export const ZERO: Decimal = { units: 0n, scale: 0 }

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
/** A real node has no such limit. Without one, a frame of ten bytes could ask for gigabytes of digits. */
const MAX_EXPONENT = 1000

/**
 * Reads what ClearNode's decimal type accepts: a sign, digits, one point anywhere, an exponent.
 * @returns null for anything else, such as `1,5`, empty text or `NaN`
 */
export function parseDecimal(text: string): Decimal | null {
  const match = NUMBER.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match
  if (whole + fraction === '') return null
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > MAX_EXPONENT) return null
  const digits = BigInt(whole + fraction)
  const units = sign === '-' ? -digits : digits
  const scale = fraction.length - exponent
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** Decimal text without an exponent and without trailing zeros, as nodes print amounts. */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return (units < 0n ? '-' : '') + whole + (fraction && `.${fraction}`)
}

function unitsAt({ units, scale }: Decimal, target: number): bigint {
  return units * 10n ** BigInt(target - scale)
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale }
}

export function negate({ units, scale }: Decimal): Decimal {
  return { units: -units, scale }
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b))
}

/** Rounds to a number of fractional digits, and halves away from zero, as the nodes' database does. */
export function roundTo(value: Decimal, places: number): Decimal {
  if (value.scale <= places) return value
  const divisor = 10n ** BigInt(value.scale - places)
  const half = (value.units < 0n ? -divisor : divisor) / 2n
  return { units: (value.units + half) / divisor, scale: places }
}

/** -1, 0 or 1 for a negative number, zero or a positive number. */
export function signOf({ units }: Decimal): -1 | 0 | 1 {
  return units < 0n ? -1 : units > 0n ? 1 : 0
}

/** -1, 0 or 1 if `a` is less than, equal to or greater than `b`. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return signOf(subtract(a, b))
}
