import { describeError, NitroliteError, type NitroliteErrorCode, type NitroliteErrorInfo } from '../errors/errors'

/** Names the asset and the participant in error texts. */
export interface AmountContext {
  readonly asset?: string
  readonly participant?: string
}

/** Base units, or why the text is not a valid amount. */
type AmountReading =
  | { readonly units: bigint, readonly error: null }
  | { readonly units: null, readonly error: NitroliteErrorInfo }

/** An exact decimal number: `digits / 10^scale`. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** More decimals than any ledger has. With this scale, only the format of an amount is checked. */
export const ANY_SCALE = 1024
/** Longest text that is read, in characters. It has room for 2^256 at any scale. */
const LONGEST = 1024
const DECIMAL = /^(-?\d+)(?:\.(\d+))?$/

/** Powers of ten up to the decimals that assets have. */
const POWERS = Array.from({ length: 37 }, (_, exponent) => 10n ** BigInt(exponent))
const powerOfTen = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent)

/** A value as error texts show it: a long text is cut, and a value that is not a string is shown by its type. */
export const clip = (text: unknown): string =>
  typeof text === 'string' ? (text.length > 80 ? `${text.slice(0, 80)}…` : text) : typeof text

function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

function readDecimal(text: string): Decimal | null {
  const match = text.length > LONGEST ? null : DECIMAL.exec(text)
  if (!match) return null
  const [, whole = '', fraction = ''] = match
  const significant = withoutTrailingZeros(fraction)
  return { digits: BigInt(whole + significant), scale: significant.length }
}

/**
 * Reads an amount strictly, without throwing: digits, with at most one decimal point between them.
 * @param text an amount in whole asset units
 * @param scale how many decimals the amount may have; more are allowed if they are zeros
 * @param shown what error texts quote in place of `text`
 */
export function readAmount(
  text: unknown,
  scale: number,
  context: AmountContext = {},
  shown: unknown = text,
): AmountReading {
  const refuse = (code: NitroliteErrorCode): AmountReading => ({
    units: null,
    error: describeError(code, { ...context, scale, amount: clip(shown) }),
  })
  if (typeof text !== 'string') return refuse('AMOUNT_NOT_TEXT')
  const decimal = readDecimal(text)
  if (!decimal) return refuse('AMOUNT_MALFORMED')
  if (text.startsWith('-')) return refuse('ALLOCATION_NEGATIVE')
  if (decimal.scale > scale) return refuse('AMOUNT_TOO_PRECISE')
  return { units: decimal.digits * powerOfTen(scale - decimal.scale), error: null }
}

/**
 * Reads an amount strictly: digits, with at most one decimal point between them.
 * @param text an amount in whole asset units, for example `"0.5"`
 * @param scale how many decimals the amount may have; more are allowed if they are zeros
 * @returns base units: `0.5` with a scale of 6 is `500000n`
 * @throws `AMOUNT_NOT_TEXT`, `AMOUNT_MALFORMED`, `AMOUNT_TOO_PRECISE`, `ALLOCATION_NEGATIVE`
 */
export function parseAmount(text: unknown, scale: number, context?: AmountContext): bigint {
  const { units, error } = readAmount(text, scale, context)
  if (error) throw new NitroliteError(error.code, error.data)
  return units
}

/**
 * Formats base units as a canonical decimal string: no exponent, no trailing zeros, a digit before the point.
 * @param units base units, may be negative
 * @param scale decimals of a base unit
 */
export function formatAmount(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const point = digits.length - scale
  const fraction = withoutTrailingZeros(digits.slice(point))
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${fraction && `.${fraction}`}`
}

/**
 * Reads an amount as the node's ledger writes it: a decimal string of any scale that may be negative (ClearNode 0.5.2,
 * recorded in operate-then-close-multi-asset.jsonl).
 * @returns `digits / 10^scale`, with the smallest possible scale
 * @throws `AMOUNT_MALFORMED`
 */
export function parseLedgerAmount(text: string): Decimal {
  const decimal = readDecimal(text)
  if (!decimal) throw new NitroliteError('AMOUNT_MALFORMED', { amount: clip(text) })
  return decimal
}

/** One spelling for each amount: `1.50` becomes `1.5`. A text that is not an amount, or is negative, stays as it is. */
export function plainAmount(text: string): string {
  const decimal = text.startsWith('-') ? null : readDecimal(text)
  return decimal ? formatAmount(decimal.digits, decimal.scale) : text
}

/** How many decimals a decimal string has, without trailing zeros. @throws `AMOUNT_MALFORMED` */
export const decimalPlaces = (text: string): number => parseLedgerAmount(text).scale

/**
 * Base units of a decimal string that may be negative.
 * @throws `AMOUNT_MALFORMED`, `AMOUNT_TOO_PRECISE`
 */
export function unitsOf(text: string, scale: number, asset?: string): bigint {
  const decimal = parseLedgerAmount(text)
  if (decimal.scale > scale) throw new NitroliteError('AMOUNT_TOO_PRECISE', { amount: clip(text), asset, scale })
  return decimal.digits * powerOfTen(scale - decimal.scale)
}

/** Exact sum with the largest scale among the texts. */
function sum(texts: Iterable<string>): { units: bigint, scale: number } {
  const decimals = Array.from(texts, parseLedgerAmount)
  const scale = decimals.reduce((most, decimal) => Math.max(most, decimal.scale), 0)
  return { units: decimals.reduce((total, decimal) => total + decimal.digits * powerOfTen(scale - decimal.scale), 0n), scale }
}

/**
 * Exact sum of decimal strings, which may be negative.
 * @returns `units / 10^scale`, with the smallest possible scale
 * @throws `AMOUNT_MALFORMED`
 */
export function sumDecimals(texts: Iterable<string>): { units: bigint, scale: number } {
  let { units, scale } = sum(texts)
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n
    scale--
  }
  return { units, scale }
}

/** Exact sum of decimal strings, which may be negative, as a canonical decimal string. @throws `AMOUNT_MALFORMED` */
export function addAmounts(texts: Iterable<string>): string {
  const { units, scale } = sum(texts)
  return formatAmount(units, scale)
}

/** A decimal string with the opposite sign. */
export const negated = (amount: string): string => amount.startsWith('-') ? amount.slice(1) : `-${amount}`

/** Whether a decimal string is above zero. @throws `AMOUNT_MALFORMED` */
export const isAboveZero = (amount: string): boolean => parseLedgerAmount(amount).digits > 0n
