import { secp256k1 as reference } from '@noble/curves/secp256k1'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FixedPoint, INFINITY, PRIME } from './fixedPoint'

const { ProjectivePoint, CURVE: { n: ORDER } } = reference
const { BASE, ZERO } = ProjectivePoint
const fixed = (point = BASE, window = 4): FixedPoint => new FixedPoint(ProjectivePoint, point, window)

/** A point as text. The library's own comparison finds the invalid point (0, 0, 0) equal to all others. */
const textOf = ({ px, py, pz }: typeof BASE): string => {
  const { x, y } = new ProjectivePoint(px, py, pz).toAffine()
  return px === 0n && py === 0n ? 'invalid' : `${x} ${y}`
}

/** The same multiple by repeated doubling, without tables. */
const multiple = (point: typeof BASE, factor: bigint): typeof BASE => point.multiplyUnsafe(factor % ORDER)

/** Factors whose digits carry into the next one, are all zero, or cancel each other. */
const EXTREME_FACTORS = [
  0n, 1n, 2n, 7n, 8n, 9n, 15n, 16n, 127n, 128n, 129n, 255n, 256n, PRIME, ORDER - 1n, ORDER, ORDER + 1n, ORDER >> 1n, (ORDER >> 1n) + 1n,
  1n << 255n, (1n << 255n) - 1n, (1n << 256n) - 1n, BigInt(`0x${'88'.repeat(32)}`), BigInt(`0x${'80'.repeat(32)}`), BigInt(`0x${'01'.repeat(32)}`),
]

const factors = fc.oneof(fc.bigInt(0n, (1n << 256n) - 1n), fc.constantFrom(...EXTREME_FACTORS))

describe('FixedPoint', () => {
  it.each([4, 5, 8])('FixedPoint with a window of %i bits makes the same multiples as the library for factors at the limits', (window) => {
    const point = fixed(BASE, window)
    for (const factor of EXTREME_FACTORS) {
      expect(textOf(point.toPoint(point.addMultiple(INFINITY, factor))), String(factor)).toBe(textOf(multiple(BASE, factor)))
    }
  })

  it('FixedPoint adds multiples of two points as the library does', () => {
    fc.assert(fc.property(fc.bigInt(1n, ORDER - 1n), factors, factors, (key, ofBase, ofKey) => {
      const publicKey = multiple(BASE, key)
      const [base, other] = [fixed(), fixed(publicKey)]
      const sum = other.addMultiple(base.addMultiple(INFINITY, ofBase), ofKey)
      expect(textOf(other.toPoint(sum))).toBe(textOf(multiple(BASE, ofBase).add(multiple(publicKey, ofKey))))
    }), { numRuns: 50 })
  })

  it('FixedPoint adds a multiple to an equal point, to the opposite point, and to infinity', () => {
    const point = fixed()
    for (const factor of [1n, 5n, 8n, 1n << 128n, ORDER - 1n]) {
      const once = point.addMultiple(INFINITY, factor)
      expect(textOf(point.toPoint(point.addMultiple(once, factor))), 'equal').toBe(textOf(multiple(BASE, 2n * factor)))
      const nothing = point.addMultiple(once, ORDER - factor)
      expect(textOf(point.toPoint(nothing)), 'opposite').toBe(textOf(ZERO))
      expect(textOf(point.toPoint(point.addMultiple(nothing, factor))), 'infinity').toBe(textOf(multiple(BASE, factor)))
    }
  })
})
