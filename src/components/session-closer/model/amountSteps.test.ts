import { describe, expect, it } from 'vitest'
import { stepDecimals, stepUnits } from './amountSteps'

const key = (name: string, held: Partial<KeyboardEvent> = {}) =>
  ({ key: name, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held })

describe('stepDecimals', () => {
  it.each<[string, number, bigint, number]>([
    ['0.70', 6, 1_000_000n, 2],
    ['0,7', 6, 1_000_000n, 1],
    ['12', 6, 20_000_000n, 0],
    ['12.', 6, 20_000_000n, 0],
    ['0.123456789', 6, 1_000_000n, 6],
    ['', 6, 1_000_000n, 0],
    // A step of a whole unit would jump over all that there is.
    ['0', 6, 300_000n, 1],
    ['0', 18, 3n, 18],
    ['0', 6, 0n, 6],
    ['5', 0, 10n, 0],
  ])('a step changes the amount “%s” with scale %i and total %s at decimal %i', (text, scale, total, decimals) => {
    expect(stepDecimals(text, scale, total)).toBe(decimals)
  })
})

describe('stepUnits', () => {
  it('an arrow key changes an amount by one step, and a page key or Shift by ten', () => {
    expect(stepUnits(key('ArrowUp'), 2, 6)).toBe(10_000n)
    expect(stepUnits(key('ArrowDown'), 2, 6)).toBe(-10_000n)
    expect(stepUnits(key('ArrowUp', { shiftKey: true }), 2, 6)).toBe(100_000n)
    expect(stepUnits(key('PageDown'), 6, 6)).toBe(-10n)
    expect(stepUnits(key('PageUp', { shiftKey: true }), 6, 6)).toBe(10n)
  })

  it('keys other than arrow and page keys, and shortcuts, do not change an amount', () => {
    for (const name of ['Home', 'End', 'ArrowLeft', 'a']) expect(stepUnits(key(name), 2, 6)).toBe(0n)
    for (const held of ['altKey', 'ctrlKey', 'metaKey']) expect(stepUnits(key('ArrowUp', { [held]: true }), 2, 6)).toBe(0n)
  })
})
