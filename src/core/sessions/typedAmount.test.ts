import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAmount, parseAmount, readAmount } from './amounts'
import { formatInStyle, numberStyleOf } from './numberStyle'
import { readTypedAmount, type TypedReading } from './typedAmount'

const [english, german, french, swiss, indian] = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'hi-IN'].map(numberStyleOf)
const STYLES = [english, german, french, swiss, indian, numberStyleOf('ar-EG'), numberStyleOf('fa'), null].map(style => style ?? null)

/** The amount that a text is read as, or the code of its error. */
function read(text: string, style = STYLES.at(-1), asset = 'usdc'): string {
  const { units, error } = readTypedAmount(text, 6, { asset }, style)
  return error ? error.code : formatAmount(units, 6)
}

describe('readTypedAmount', () => {
  it.each([
    ['0.7', '0.7'], [' 0.7 ', '0.7'], ['0,7', '0.7'], ['.5', '0.5'], [',5', '0.5'], ['5.', '5'], ['5,', '5'], ['1.50', '1.5'],
    ['1 000', '1000'], ['1\u00a0000', '1000'], ['1\u202f000,5', '1000.5'], ['12\u2009345\u2009678', '12345678'],
    ['1\'000', '1000'], ['1’000.50', '1000.5'], ['1’000,500', '1000.5'], ['1,000,000', '1000000'], ['1.000.000', '1000000'],
    ['1,000.50', '1000.5'], ['1.000,50', '1000.5'], ['1,000.500', '1000.5'], ['1,00,000', '100000'], ['12,34,567.8', '1234567.8'],
    ['0,500', '0.5'], ['0.125', '0.125'], ['00.500', '0.5'], ['1234,500', '1234.5'], ['1,0005', '1.0005'],
    ['12 USDC', '12'], ['12usdc', '12'], ['usdc 12.5', '12.5'], ['USDC12', '12'],
    ['١٢٫٥', '12.5'], ['١٬٢٣٤', '1234'], ['۱۲٫۵', '12.5'], ['۱۲', '12'], ['१२.५', '12.5'], ['１２．５', '12.5'], ['１，５', '1.5'],
    ['\u200e12\u200f', '12'], ['\ufeff7', '7'], ['\u2068 1.5\u2069', '1.5'], ['\u20667\u2069', '7'], [' 12\n', '12'], ['7\t', '7'],
    ['1‘000', '1000'], ['1ʼ000.5', '1000.5'], ['1′000', '1000'], ['1´000', '1000'], ['1`000', '1000'], ['1،5', '1.5'], ['1،000،000', '1000000'],
  ])('readTypedAmount reads %j as %s, whatever the language', (text, amount) => {
    for (const style of STYLES) expect(read(text, style)).toBe(amount)
  })

  it.each([
    ['a space without width', '\u200b'], ['a joiner', '\u200d'], ['a word joiner', '\u2060'], ['a soft hyphen', '\u00ad'], ['the byte order mark', '\ufeff'],
    ['a left-to-right mark', '\u200e'], ['a right-to-left mark', '\u200f'], ['an Arabic letter mark', '\u061c'], ['an embedding', '\u202a'],
    ['the end of an embedding', '\u202c'], ['an override from left to right', '\u202d'], ['an isolate', '\u2066'], ['the end of an isolate', '\u2069'],
    ['a tag', '\u{e0031}'],
  ])('readTypedAmount ignores %s, which nobody sees, wherever it is in an amount', (_, invisible) => {
    const amount = fc.constantFrom('1234', '12.5', '0,25', '1 000', '1.000,50', '7 usdc', '-1', '1,000', '1.2.3', '')
    fc.assert(fc.property(amount, fc.array(fc.nat(8), { maxLength: 4 }), fc.constantFrom(...STYLES), (text, places, style) => {
      const typed = places.reduce<readonly string[]>((longer, place) => [...longer.slice(0, place), invisible, ...longer.slice(place)], Array.from(text)).join('')
      const [{ units, error }, plain] = [typed, text].map(each => readTypedAmount(each, 6, { asset: 'usdc' }, style)) as [TypedReading, TypedReading]
      expect([units, error?.code]).toEqual([plain.units, plain.error?.code])
    }))
  })

  it.each([
    ['1,000', '1000', '1'], ['12.345', '12345', '12.345'], ['999,999', '999999', '999.999'], ['1.250', '1250', '1.25'],
    ['１，０００', '1000', '1'], ['1,000 usdc', '1000', '1'], ['-1,000', '-1000', '-1'],
  ])('readTypedAmount asks what %j means while the language is not known, and names both readings', (text, grouped, decimal) => {
    const { units, error } = readTypedAmount(text, 6, { asset: 'usdc' })
    expect(units).toBeNull()
    expect(error).toMatchObject({ code: 'AMOUNT_AMBIGUOUS', data: { amount: text, grouped, decimal } })
  })

  it.each(['١،٠٠٠', '1،000', '۱،۲۵۰'])('readTypedAmount asks what the Arabic comma in %j means, because no language says', (text) => {
    for (const style of STYLES) expect(read(text, style)).toBe('AMOUNT_AMBIGUOUS')
  })

  it.each(['tlh', 'xx', 'zz-ZZ'])('readTypedAmount asks what “1,000” and “1.000” mean in %s, which the runtime does not know', (locale) => {
    for (const text of ['1,000', '1.000']) expect(read(text, numberStyleOf(locale))).toBe('AMOUNT_AMBIGUOUS')
  })

  it.each([['5\n125', 'U+000A'], ['5\t125', 'U+0009'], ['5\r\n125', 'U+000D'], ['5\u2028125', 'U+2028']])('readTypedAmount does not make one amount of the two values in %j', (text, character) => {
    for (const style of STYLES) expect(readTypedAmount(text, 6, { asset: 'usdc' }, style).error).toMatchObject({ code: 'AMOUNT_MALFORMED', data: { character } })
  })

  it.each([
    ['1,000', english, '1000'], ['1.000', english, '1'], ['1,000', german, '1'], ['1.000', german, '1000'],
    ['1,000', french, '1'], ['1.000', french, 'AMOUNT_AMBIGUOUS'], ['1.000', swiss, '1'], ['1,000', swiss, 'AMOUNT_AMBIGUOUS'],
    ['१,०००', indian, '1000'],
  ])('readTypedAmount lets the language decide what %j means: %j reads %s', (text, style, expected) => {
    expect(read(text, style ?? null)).toBe(expected)
  })

  it.each([
    ['12a', 'a'], ['$12', '$'], ['1e3', 'e'], ['+1', '+'], ['0x10', 'x'], ['½', '½'], ['5²', '²'], ['1_000', '_'],
    ['\u202e21', 'U+202E'], ['\u202b123 456\u202c', 'U+202B'], ['\u2067123 456\u2069', 'U+2067'], ['2\u206210', 'U+2062'], ['\u060012', 'U+0600'], ['--1', '-'], ['1-2', '-'], ['৫', '৫'], ['5€', '€'], ['12 weth', 'w'], ['🙂', '🙂'],
  ])('readTypedAmount names the character in %j that is not accepted', (text, character) => {
    const { error } = readTypedAmount(text, 6, { asset: 'usdc' })
    expect(error).toMatchObject({ code: 'AMOUNT_MALFORMED', data: { amount: text, character } })
    expect(error?.fix).toBe(`Use digits only, without “${character}”.`)
  })

  it.each(['1.5.2', '1,2,3', '1..', '1.,5', '1 5', '1 0000', '0 500', '1,000 000', '1.000.00', '-', '-.'])(
    'readTypedAmount does not find an amount in %j in any language', (text) => {
      for (const style of STYLES) expect(read(text, style)).toBe('AMOUNT_MALFORMED')
    })

  it.each([['-,5', 'ALLOCATION_NEGATIVE'], ['−1', 'ALLOCATION_NEGATIVE'], ['0,0000001', 'AMOUNT_TOO_PRECISE']])('readTypedAmount refuses %j: %s', (text, code) => {
    const { error } = readTypedAmount(text, 6)
    expect(error?.code).toBe(code)
    expect(error?.data.amount).toBe(text)
  })

  it.each(['', ' ', '.', ',', '٫', '1 0', '12 u', '12 usd', 'us', '1,000,0', '1,23,4'])('readTypedAmount calls %j unfinished, and not wrong, while a person types', (text) => {
    expect(readTypedAmount(text, 6, { asset: 'usdc' })).toMatchObject({ units: null, isUnfinished: true })
  })

  it.each(['a', '1.5.2', '-', '12 we', '1a'])('readTypedAmount calls %j wrong, and not only unfinished', (text) => {
    expect(readTypedAmount(text, 6, { asset: 'usdc' })).toMatchObject({ isUnfinished: false })
  })

  it.each([
    ['5 1inch', '1inch', '5'], ['51inch', '1inch', 'AMOUNT_MALFORMED'], ['usd1 12', 'usd1', '12'], ['usd112', 'usd1', 'AMOUNT_MALFORMED'],
    ['7 USDC.e', 'usdc.e', '7'], ['5 123', '123', '5123'], ['5 $', '$', '5'], ['5 İNCİ', 'İNCİ', '5'], ['€5', '€', '5'], ['5 -', '-', 'AMOUNT_MALFORMED'],
  ])('readTypedAmount reads %j with the symbol %j as %s', (text, symbol, expected) => {
    expect(read(text, null, symbol)).toBe(expected)
  })

  it.each([[1], [1n], [null], [undefined], [{}]])('readTypedAmount refuses %s, which is not a string', (value) => {
    expect(readTypedAmount(value, 6).error?.code).toBe('AMOUNT_NOT_TEXT')
  })

  it('readTypedAmount refuses a text of a million characters at once', () => {
    expect(readTypedAmount('1'.repeat(1_000_000), 6).error?.code).toBe('AMOUNT_MALFORMED')
  })

  it('readTypedAmount reads every text that parseAmount reads in the same way, or asks', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,4}([.,]\d{1,4})?$/))
    fc.assert(fc.property(text, fc.integer({ min: 0, max: 18 }), (typed, scale) => {
      const strict = readAmount(typed, scale)
      const { units, error } = readTypedAmount(typed, scale)
      if (strict.units !== null && error?.code !== 'AMOUNT_AMBIGUOUS') expect(units).toBe(strict.units)
    }))
  })

  it('readTypedAmount reads back in every language what a field shows for any amount', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.constantFrom(...STYLES.filter(style => style !== null)), (units, style) => {
      expect(readTypedAmount(formatInStyle(units, 6, style), 6, {}, style)).toEqual({ units, error: null })
    }))
  })

  it('readTypedAmount never chooses between two readings: both readings of a typed group differ from what is read without asking', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 999 }), fc.constantFrom('.', ','), (head, tail, separator) => {
      const text = `${head}${separator}${String(tail).padStart(3, '0')}`
      const { error } = readTypedAmount(text, 6)
      expect(error?.code).toBe('AMOUNT_AMBIGUOUS')
      expect([error?.data.grouped, error?.data.decimal].map(String).map(amount => parseAmount(amount, 6)))
        .toEqual([parseAmount(text.replace(separator, ''), 6), parseAmount(text.replace(separator, '.'), 6)])
    }))
  })
})

describe('numberStyleOf', () => {
  it.each([
    ['en-US', '.', ','], ['de', ',', '.'], ['es', ',', '.'], ['de_DE', ',', '.'],
  ])('numberStyleOf knows how people write numbers in %s', (locale, decimal, group) => {
    expect(numberStyleOf(locale)).toEqual({ decimal, group })
  })

  it.each(['', 'not a locale', 'x', '1', 'tlh', 'xx-YY'])('numberStyleOf does not know the locale %j', (locale) => {
    expect(numberStyleOf(locale)).toBeNull()
  })
})
