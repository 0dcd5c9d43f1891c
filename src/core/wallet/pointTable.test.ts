import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secp256k1 } from './curve'
import { addMultiples, createTable } from './pointTable'

const { CURVE: { n: ORDER }, ProjectivePoint } = secp256k1
const { BASE } = ProjectivePoint
const other = BASE.multiply(0x1234567890abcdefn)
const [base, table] = [createTable(BASE), createTable(other)]

/** Scalars of any size, and those whose windows all carry or are all empty. */
const scalars = fc.oneof(
  fc.bigInt({ min: 1n, max: ORDER - 1n }),
  fc.bigInt({ min: 1n, max: 1_000n }),
  fc.bigInt({ min: 1n, max: 1_000n }).map(number => ORDER - number),
  fc.nat(255).map(bits => 2n ** BigInt(bits)),
  fc.nat(255).map(bits => 2n ** BigInt(bits + 1) - 1n).filter(number => number < ORDER),
)

describe('addMultiples', () => {
  it('addMultiples finds the same point as the library', () => {
    fc.assert(fc.property(scalars, scalars, (one, two) => {
      const expected = BASE.multiply(one).add(other.multiply(two))
      const { x, y } = expected.toAffine()
      expect(addMultiples([[one, base], [two, table]])).toEqual({ x, y })
      expect(addMultiples([[one, base], [0n, table]])).toEqual({ x: BASE.multiply(one).x, y: BASE.multiply(one).y })
    }), { numRuns: 60 })
  })

  it.each([
    ['equal points meet', 1n, 1n],
    ['opposite points meet', ORDER - 1n, 1n],
  ])('addMultiples leaves the sum to the library when %s', (_, one, two) => {
    expect(addMultiples([[one, base], [two, base]])).toBeNull()
  })

  it('addMultiples returns null when all scalars are zero', () => {
    expect(addMultiples([[0n, base], [0n, table]])).toBeNull()
  })
})
