import fc from 'fast-check'
import { expect, it } from 'vitest'
import { add, compare, formatDecimal, parseDecimal, roundTo, subtract, ZERO } from './decimal'

const read = (text: string) => parseDecimal(text) ?? expect.fail(`${text} was refused`)

it.each([
  ['1e0', '1'], ['0.70', '0.7'], ['.5', '0.5'], ['5.', '5'], ['+2', '2'], ['-.25', '-0.25'], ['1E+2', '100'],
  ['15e-3', '0.015'], ['0.000000000000000001', '0.000000000000000001'], ['-0', '0'], ['007', '7'],
  ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
])('parseDecimal reads %s as %s', (text, printed) => {
  expect(formatDecimal(read(text))).toBe(printed)
})

it.each(['', '.', '-', '1,5', 'NaN', 'Infinity', '0x10', ' 1', '1 ', '1.5.2', '1e', '1e2.5', '1_000', 'e5', '1e99999'])(
  'parseDecimal rejects %j', (text) => { expect(parseDecimal(text)).toBeNull() })

it.each([['0.5', '1'], ['-0.5', '-1'], ['0.49', '0'], ['-0.49', '0'], ['1.5', '2'], ['12', '12'], ['1e-19', '0']])(
  'roundTo rounds %s to the integer %s', (text, rounded) => { expect(formatDecimal(roundTo(read(text), 0))).toBe(rounded) })

const decimals = fc.record({ units: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), scale: fc.nat(30) })

it('a printed decimal parses to the same number', () => {
  fc.assert(fc.property(decimals, (value) => {
    const text = formatDecimal(value)
    expect(compare(read(text), value)).toBe(0)
    expect(formatDecimal(read(text))).toBe(text)
  }))
})

it('decimals add and subtract without loss', () => {
  fc.assert(fc.property(decimals, decimals, (a, b) => {
    expect(compare(subtract(add(a, b), b), a)).toBe(0)
    expect(compare(subtract(a, a), ZERO)).toBe(0)
  }))
})
