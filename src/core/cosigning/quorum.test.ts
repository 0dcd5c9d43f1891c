import { describe, expect, it } from 'vitest'
import { ALICE, BOB, CAROL, MALLORY } from '../../../test/helpers/sampleProposal'
import { quorumOf, reaches, reachesWithout, totalWeight, weightOf } from './quorum'

const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]
const sessionOf = (weights: readonly (readonly [address: string, weight: number])[], quorum = 100) =>
  ({ participants: weights.map(([address, weight]) => ({ address, weight })), quorum })

describe('the quorum of a session', () => {
  it('the weights of signers add up, each participant once, and strangers count nothing', () => {
    const quorum = quorumOf(sessionOf([[alice, 50], [bob, 30], [carol, 20]]), 'checksum')
    expect(weightOf(quorum, [alice, bob, alice, MALLORY.address])).toBe(80n)
    expect(totalWeight(quorum)).toBe(100n)
  })

  it('a participant who is listed twice counts once, with the last weight', () => {
    const quorum = quorumOf(sessionOf([[alice, 50], [bob, 50], [alice, 1]]), 'checksum')
    expect(weightOf(quorum, [alice, bob])).toBe(51n)
  })

  it('a participant in lower case has no weight on a node that compares checksums, but has weight on a nitronode', () => {
    const session = sessionOf([[alice.toLowerCase(), 50], [bob, 50]])
    expect(totalWeight(quorumOf(session, 'checksum'))).toBe(50n)
    expect(totalWeight(quorumOf(session, 'lower case'))).toBe(100n)
  })

  it('a negative or infinite weight counts as zero, and a rounded weight is marked', () => {
    expect(totalWeight(quorumOf(sessionOf([[alice, -5], [bob, Infinity], [carol, 2.5]]), 'checksum'))).toBe(2n)
    expect(quorumOf(sessionOf([[alice, 2 ** 62]]), 'checksum').isExact).toBe(false)
    expect(quorumOf(sessionOf([[alice, 2 ** 52]]), 'checksum').isExact).toBe(true)
  })

  it('a session without a readable quorum is never reached', () => {
    expect(reaches(quorumOf(sessionOf([[alice, 100]], 0), 'checksum'), 100n)).toBe(false)
    expect(reaches(quorumOf(sessionOf([[alice, 100]], 100), 'checksum'), 100n)).toBe(true)
    expect(reaches(quorumOf(sessionOf([[alice, 100]], 101), 'checksum'), 100n)).toBe(false)
  })

  it('the others reach the quorum without a participant only if their own weights are enough', () => {
    const quorum = quorumOf(sessionOf([[alice, 50], [bob, 30], [carol, 30]], 60), 'checksum')
    expect(reachesWithout(quorum, alice)).toBe(true)
    expect(reachesWithout(quorumOf(sessionOf([[alice, 50], [bob, 30], [carol, 20]], 60), 'checksum'), alice)).toBe(false)
  })
})
