import { formatAmount } from './amounts'

/** How people who use a language write numbers with the digits 0 to 9. */
export interface NumberStyle {
  /** Stands between whole units and decimals. */
  readonly decimal: '.' | ','
  /** Stands between groups of digits, for example `,` or a space. Empty if the language groups no digits. */
  readonly group: string
}

/**
 * The number style of a language.
 * @param locale a language tag such as `de-CH`; `de_CH` means the same
 * @returns null if the tag is not valid, or if the runtime does not know the language: it would silently use its own
 */
export function numberStyleOf(locale: string): NumberStyle | null {
  try {
    const tag = locale.replaceAll('_', '-')
    if (Intl.NumberFormat.supportedLocalesOf(tag).length === 0) return null
    const options = { numberingSystem: 'latn', useGrouping: true }
    const parts = new Intl.NumberFormat(tag, options).formatToParts(12_345_678.9)
    const find = (type: 'decimal' | 'group'): string => parts.find(part => part.type === type)?.value ?? ''
    return { decimal: find('decimal') === ',' ? ',' : '.', group: find('group') }
  }
  catch {
    return null
  }
}

/**
 * Formats base units for a field, so that `readTypedAmount` with the same style reads them back: as `formatAmount`, with
 * the decimal separator of the style.
 * @param style null for a decimal point
 */
export const formatInStyle = (units: bigint, scale: number, style: NumberStyle | null): string =>
  inStyle(formatAmount(units, scale), style)

/** A canonical decimal string with the decimal separator of a style. */
export const inStyle = (amount: string, style: NumberStyle | null): string =>
  style?.decimal === ',' ? amount.replace('.', ',') : amount
