import { describeError, type NitroliteErrorInfo } from '../errors/errors'
import { clip, readAmount, type AmountContext } from './amounts'
import type { NumberStyle } from './numberStyle'
import { nameOfCharacter, plainText, withoutSymbol } from './typedText'

/** What a person typed into an amount field. */
export type TypedReading =
  | { readonly units: bigint, readonly error: null }
  | {
    readonly units: null
    /** Why the text is not an amount. `AMOUNT_AMBIGUOUS` names both readings as `data.grouped` and `data.decimal`. */
    readonly error: NitroliteErrorInfo
    /** Whether the text is empty or only the beginning of an amount, such as `.` or `12 us` for usdc. */
    readonly isUnfinished: boolean
  }

/** Longest text that is read, in characters. */
const LONGEST = 1024

/**
 * Separators between groups of digits. A space stands for every kind of space, and ٬ is the Arabic one. People type the
 * Arabic comma ، to group digits and also before decimals. The language does not tell which, so such a text can be ambiguous.
 */
const GROUPS: readonly string[] = [' ', '\'', '٬', ',', '.', '،']
/** Separators between whole units and decimals. ٫ is the Arabic one. */
const DECIMALS: readonly string[] = ['.', ',', '٫', '،']

/** Digits in groups of three, or of two before the last three as in India. The first group does not begin with a zero. */
const GROUPED = /^[1-9]\d{0,2}(?:_\d{3})+$|^[1-9]\d?(?:_\d{2})*_\d{3}$/
const UNFINISHED_GROUPS = /^[1-9]\d{0,2}(?:[ '٬,.،]\d{3})*[ '٬,.،]\d{0,2}$|^[1-9]\d?(?:,\d{2})+,\d{0,2}$/
const FOREIGN = /[^\d., '٬٫،]/u

/** A way to read a text. */
interface Reading {
  /** Digits with at most one decimal point. */
  readonly amount: string
  readonly isGrouped: boolean
}

/** The digits of whole units, or null if the text is not written like that. Without any digit it is zero. */
function readWhole(text: string, group: string | null): string | null {
  if (group === null) return /^\d*$/.test(text) ? text || '0' : null
  if (!text.includes(group) || text.includes('_')) return null
  return GROUPED.test(text.replaceAll(group, '_')) ? text.replaceAll(group, '') : null
}

/** Every way to read digits and separators as a number; each result once. */
function readingsOf(text: string): Reading[] {
  const found = new Map<string, Reading>()
  const add = (whole: string | null, fraction: string, isGrouped: boolean): void => {
    if (whole === null || !/^\d*$/.test(fraction)) return
    const amount = fraction ? `${whole}.${fraction}` : whole
    if (!found.has(amount)) found.set(amount, { amount, isGrouped })
  }
  for (const group of [null, ...GROUPS]) {
    if (/\d/.test(text)) add(readWhole(text, group), '', group !== null)
    for (const decimal of DECIMALS) {
      const at = text.indexOf(decimal)
      if (at < 0 || decimal === group || !/\d/.test(text)) continue
      add(readWhole(text.slice(0, at), group), text.slice(at + 1), group !== null)
    }
  }
  return [...found.values()]
}

/** The reading that a language chooses for a text with one separator; null if the language uses that one for neither. */
function choose(text: string, readings: readonly Reading[], style: NumberStyle | null): Reading | null {
  const separator = /[.,]/.exec(text)?.[0]
  const isGrouped = separator === style?.group
  if (!style || (separator !== style.decimal && !isGrouped)) return null
  return readings.find(reading => reading.isGrouped === isGrouped) ?? null
}

/** Whether a person who types the amount with the symbol of the asset may have typed this so far. */
function isBeginning(text: string, symbol: string): boolean {
  const tail = /\p{L}.*$/u.exec(text)?.[0].toLowerCase() ?? ''
  const number = text.slice(0, text.length - tail.length).trim()
  const isSymbolBegun = tail === '' || (symbol !== '' && symbol.toLowerCase().startsWith(tail))
  return isSymbolBegun && (/^[.,٫،]?$/.test(number) || UNFINISHED_GROUPS.test(number) || (tail !== '' && readingsOf(number).length > 0))
}

/** An amount without zeros at its end. */
const shortest = (amount: string): string => amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount

/**
 * Reads an amount that a person typed or pasted. Besides what `parseAmount` accepts, it accepts
 * - a comma or point before the decimals, also first or last (`,5`, `5.`)
 * - groups of digits, separated by spaces, apostrophes, commas or points (`1 000`, `1’000`, `1,000.50`, `1.000.000`)
 * - the symbol of the asset before or after the amount, and space around it
 * - Arabic-Indic, Persian, Devanagari and full-width digits
 *
 * `1,000` and `1.000` can mean a thousand or one. The style decides if it uses that separator for one of the two;
 * otherwise the error is `AMOUNT_AMBIGUOUS`. A number that begins with zero has no groups, so `0,500` is always a half.
 * @param scale how many decimals the amount may have
 * @param context `asset` is the symbol that may be typed with the amount
 * @param style how the person writes numbers; null if that is unknown
 */
export function readTypedAmount(
  text: unknown, scale: number, context: AmountContext = {}, style: NumberStyle | null = null,
): TypedReading {
  const read = (amount: unknown): TypedReading => {
    const { units, error } = readAmount(amount, scale, context, text)
    return error ? { units: null, error, isUnfinished: false } : { units, error: null }
  }
  if (typeof text !== 'string' || text.length > LONGEST) return read(text)

  const symbol = plainText(context.asset ?? '')
  const plain = withoutSymbol(plainText(text), symbol)
  const sign = plain.startsWith('-') ? '-' : ''
  const body = plain.slice(sign.length)
  const foreign = FOREIGN.exec(body)?.[0]
  const malformed = (): TypedReading => ({
    units: null,
    error: describeError('AMOUNT_MALFORMED', {
      ...context, scale, amount: clip(text), ...(foreign !== undefined && { character: nameOfCharacter(foreign) }),
    }),
    isUnfinished: sign === '' && isBeginning(body, symbol),
  })
  if (foreign !== undefined) return malformed()

  const [first, second, ...others] = readingsOf(body)
  if (!first || others.length > 0) return malformed()
  if (!second) return read(`${sign}${first.amount}`)
  const chosen = choose(body, [first, second], style)
  if (chosen) return read(`${sign}${chosen.amount}`)
  const [grouped, decimal] = first.isGrouped ? [first, second] : [second, first]
  const data = { ...context, scale, amount: clip(text), grouped: sign + grouped.amount, decimal: sign + shortest(decimal.amount) }
  return { units: null, error: describeError('AMOUNT_AMBIGUOUS', data), isUnfinished: false }
}
