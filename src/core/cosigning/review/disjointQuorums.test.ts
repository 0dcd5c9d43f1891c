import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Quorum } from '../quorum'
import { hasDisjointQuorums } from './disjointQuorums'

const quorumWith = (weights: readonly bigint[], needed: bigint, isExact = true): Quorum =>
  ({ weights: new Map(weights.map((weight, index) => [`0x${index}`, weight])), needed, isExact })

/** Tries every group. */
function hasDisjointByTrying(weights: readonly bigint[], needed: bigint): boolean {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  return Array.from({ length: 2 ** weights.length }, (_, group) =>
    weights.reduce((sum, weight, index) => group & (1 << index) ? sum + weight : sum, 0n))
    .some(weight => weight >= needed && total - weight >= needed)
}

describe('two groups that could close a session separately', () => {
  it.each<[string, bigint[], bigint, string]>([
    ['two of three in a session of three', [1n, 1n, 1n], 2n, 'no'],
    ['two of four', [1n, 1n, 1n, 1n], 2n, 'yes'],
    ['each of two alone', [100n, 100n], 100n, 'yes'],
    ['one alone, and all others together', [100n, 60n, 40n], 100n, 'yes'],
    ['one alone, and the others not', [100n, 60n, 39n], 100n, 'no'],
    ['weights that cannot be divided evenly', [3n, 3n, 3n, 3n], 5n, 'yes'],
    ['weights of enough sum but no fitting groups', [4n, 4n, 4n], 6n, 'no'],
    ['weights that leave one group a little short', [4n, 4n, 4n], 5n, 'no'],
    ['weights that leave both groups just enough', [4n, 4n, 4n, 4n], 7n, 'yes'],
    ['nobody', [], 1n, 'no'],
  ])('two separate groups of a session are found correctly: %s', (_, weights, needed, expected) => {
    expect(hasDisjointQuorums(quorumWith(weights, needed))).toBe(expected)
  })

  it('two separate groups are found exactly as by trying every group, for up to 10 participants', () => {
    const sessions = fc.record({
      weights: fc.array(fc.oneof(fc.bigInt(0n, 12n), fc.bigInt(0n, 2n ** 53n)), { maxLength: 10 }),
      needed: fc.oneof(fc.bigInt(1n, 40n), fc.bigInt(1n, 2n ** 55n)),
    })
    fc.assert(fc.property(sessions, ({ weights, needed }) => {
      expect(hasDisjointQuorums(quorumWith(weights, needed))).toBe(hasDisjointByTrying(weights, needed) ? 'yes' : 'no')
    }), { numRuns: 500 })
  })

  it('28 participants with large weights that barely miss two groups are judged exactly', () => {
    // All weights but one are even, so no group has exactly half of the others' total and the odd weight decides.
    const weights = [...Array.from({ length: 27 }, (_, index) => 2n ** 41n + 2n ** BigInt(index + 1)), 2n ** 41n + 1n]
    const total = weights.reduce((sum, weight) => sum + weight, 0n)
    expect(hasDisjointQuorums(quorumWith(weights, total / 2n))).toBe('no')
  })

  it('200 participants with small weights are judged exactly', () => {
    const weights = Array.from({ length: 200 }, () => 2n)
    expect(hasDisjointQuorums(quorumWith(weights, 200n))).toBe('yes')
    expect(hasDisjointQuorums(quorumWith([...weights, 1n], 201n))).toBe('no')
  })

  it('the answer is unknown, and comes soon, for 200 participants with many different large weights', () => {
    const weights = Array.from({ length: 200 }, (_, index) => 2n ** 62n + BigInt(index * index * index * 7919))
    const total = weights.reduce((sum, weight) => sum + weight, 0n)
    expect(hasDisjointQuorums(quorumWith(weights, total / 2n))).toBe('unknown')
    expect(hasDisjointQuorums(quorumWith(weights, total / 2n + 1n))).toBe('no')
    expect(hasDisjointQuorums(quorumWith(weights, total / 3n))).toBe('yes')
  })

  it('the answer is unknown if JavaScript has rounded a weight', () => {
    expect(hasDisjointQuorums(quorumWith([1n, 1n], 1n, false))).toBe('unknown')
  })
})
