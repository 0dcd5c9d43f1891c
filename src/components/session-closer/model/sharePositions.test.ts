import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentText, positionOf, POSITIONS, unitsAt } from './sharePositions'

const total = fc.bigInt({ min: 1n, max: 2n ** 200n })
const position = fc.integer({ min: 0, max: POSITIONS })

describe('slider positions', () => {
  it('the ends of the slider are exactly nothing and everything, in both directions', () => {
    fc.assert(fc.property(total, fc.bigInt({ min: 0n, max: 2n ** 200n }), (all, any) => {
      expect(unitsAt(0, all)).toBe(0n)
      expect(unitsAt(POSITIONS, all)).toBe(all)
      const units = any % (all + 1n)
      expect(positionOf(units, all) === 0).toBe(units === 0n)
      expect(positionOf(units, all) === POSITIONS).toBe(units === all)
    }))
  })

  it('a chosen slider position stays the same if the units are fine enough', () => {
    fc.assert(fc.property(fc.bigInt({ min: 10n ** 6n, max: 2n ** 200n }), position, (all, at) => {
      expect(positionOf(unitsAt(at, all), all)).toBe(at)
    }))
  })

  it('a slider position further right never means fewer units', () => {
    fc.assert(fc.property(total, position, position, (all, one, other) => {
      expect(unitsAt(one, all) <= unitsAt(other, all)).toBe(one <= other || unitsAt(one, all) === unitsAt(other, all))
    }))
  })

  it('the slider is at its start if the total is zero', () => {
    expect(positionOf(0n, 0n)).toBe(0)
  })
})

describe('percentText', () => {
  it.each([[0, '0'], [1, '0.01'], [50, '0.5'], [7000, '70'], [7050, '70.5'], [3333, '33.33'], [10_000, '100']])(
    'percentText shows %i basis points as %s percent', (basisPoints, text) => {
      expect(percentText(basisPoints)).toBe(text)
    },
  )
})
