import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NitroliteError } from '../errors/errors'
import {
  decimalPlaces, formatAmount, parseAmount, parseLedgerAmount, readAmount, sumDecimals, unitsOf,
} from './amounts'

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof NitroliteError) return thrown.code
    throw thrown
  }
  return 'nothing thrown'
}

const anyUnits = fc.bigInt({ min: -(2n ** 256n), max: 2n ** 256n })
const anyScale = fc.integer({ min: 0, max: 77 })

describe('parseAmount', () => {
  it.each([
    ['0', 0, 0n],
    ['1', 6, 1_000_000n],
    ['0.5', 6, 500_000n],
    ['0.000001', 6, 1n],
    ['007.10', 6, 7_100_000n],
    ['1.5000000000', 6, 1_500_000n],
    ['3.000', 0, 3n],
    ['9007199254740993', 18, 9_007_199_254_740_993n * 10n ** 18n],
  ])('parseAmount reads %s at scale %i', (text, scale, units) => {
    expect(parseAmount(text, scale)).toBe(units)
  })

  it.each([
    '', ' ', ' 1', '1 ', '1\n', '1,5', '1.', '.5', '.', '1.2.3', '1e3', '0x10', '+1', '--1', '-', '1_000',
    '١', '１', '²', 'NaN', 'Infinity', '1\u00a0000', '−1', '1n',
  ])('parseAmount refuses %j as malformed', (text) => {
    expect(codeOf(() => parseAmount(text, 6))).toBe('AMOUNT_MALFORMED')
  })

  it.each([[1], [1n], [null], [undefined], [{}], [['1']], [true], [Number.NaN], [Object('1')]])('parseAmount refuses %s, which is not a string', (value) => {
    expect(codeOf(() => parseAmount(value, 6))).toBe('AMOUNT_NOT_TEXT')
  })

  it('parseAmount refuses decimals beyond the scale unless they are zeros', () => {
    expect(codeOf(() => parseAmount('0.0000001', 6))).toBe('AMOUNT_TOO_PRECISE')
    expect(codeOf(() => parseAmount('1.5', 0))).toBe('AMOUNT_TOO_PRECISE')
    expect(parseAmount('0.10000000', 1)).toBe(1n)
  })

  it.each(['-1', '-0.5', '-0'])('parseAmount refuses %s as negative', (text) => {
    expect(codeOf(() => parseAmount(text, 6))).toBe('ALLOCATION_NEGATIVE')
  })

  it('readAmount refuses a text of a megabyte and quotes only its beginning', () => {
    const { error } = readAmount('1'.repeat(1_000_000), 6, { asset: 'usdc' })
    expect(error?.code).toBe('AMOUNT_MALFORMED')
    expect(error?.what.length).toBeLessThan(150)
  })

  it('readAmount names the asset and the participant in its error', () => {
    const { error } = readAmount(1, 6, { asset: 'usdc', participant: '0xA' })
    expect(error?.what).toBe('The amount of usdc for 0xA must be a string.')
  })

  it('parseAmount reads back what formatAmount returns, for any units and scale', () => {
    fc.assert(fc.property(anyUnits, anyScale, (units, scale) => {
      const text = formatAmount(units, scale)
      expect(unitsOf(text, scale)).toBe(units)
      if (units >= 0n) expect(parseAmount(text, scale)).toBe(units)
      expect(text).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
    }))
  })

  it('parseAmount throws only its own errors, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.string()), anyScale, (text, scale) => {
      const { units, error } = readAmount(text, scale)
      expect(units === null).toBe(error !== null)
    }))
  })
})

describe('ledger amounts', () => {
  it('ledger amounts are read with the smallest possible scale', () => {
    expect(parseLedgerAmount('-0.500')).toEqual({ digits: -5n, scale: 1 })
    expect(parseLedgerAmount('100')).toEqual({ digits: 100n, scale: 0 })
    expect(parseLedgerAmount('-0')).toEqual({ digits: 0n, scale: 0 })
    expect(decimalPlaces('1.2300')).toBe(2)
  })

  it.each(['', '1e-7', '--1', '+1', '1,5', 'x'])('ledger amounts cannot be %j', (text) => {
    expect(codeOf(() => parseLedgerAmount(text))).toBe('AMOUNT_MALFORMED')
  })

  it('ledger amounts are summed exactly at any scale', () => {
    expect(sumDecimals([])).toEqual({ units: 0n, scale: 0 })
    expect(sumDecimals(['0.1', '0.2'])).toEqual({ units: 3n, scale: 1 })
    expect(sumDecimals(['1', '-0.000000000000000001'])).toEqual({ units: 10n ** 18n - 1n, scale: 18 })
    expect(sumDecimals(['0.0000001', '-0.0000001'])).toEqual({ units: 0n, scale: 0 })
    const entry = fc.tuple(anyUnits, anyScale)
    fc.assert(fc.property(fc.array(entry), (entries) => {
      const { units, scale } = sumDecimals(entries.map(([amount, itsScale]) => formatAmount(amount, itsScale)))
      const exact = entries.reduce((sum, [amount, itsScale]) => sum + amount * 10n ** BigInt(77 - itsScale), 0n)
      expect(units * 10n ** BigInt(77 - scale)).toBe(exact)
    }))
  })

  it('ledger amounts are not rounded to a scale that is too small for them', () => {
    expect(codeOf(() => unitsOf('0.01', 1))).toBe('AMOUNT_TOO_PRECISE')
  })
})
