import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALICE, BOB, CAROL, checkedSignature, cosignedSession } from '../../../../test/helpers/sampleProposal'
import { quorumOf, type Quorum } from '../quorum'
import type { CheckedSignature } from './checkReply'
import { chooseSignatures } from './chooseSignatures'
import { endOf } from './countedSignatures'

const [alice, bob, carol] = [ALICE, BOB, CAROL].map(({ address }) => address) as [string, string, string]

const addressOf = (index: number): string => `0x${String(index).padStart(40, '0')}`
const shuffled = <T>(all: T[]): fc.Arbitrary<T[]> => fc.shuffledSubarray(all, { minLength: all.length })
const situations = fc.array(
  fc.record({ weight: fc.bigInt(0n, 6n), endsAt: fc.option(fc.integer({ min: 1, max: 5 })), hasSigned: fc.boolean() }), { maxLength: 10 },
).chain(people => fc.record({
  needed: fc.bigInt(1n, 25n),
  weights: fc.constant(new Map(people.map(({ weight }, index) => [addressOf(index), weight]))),
  signatures: shuffled(people.flatMap(({ endsAt, hasSigned }, index) => hasSigned ? [checkedSignature(addressOf(index), { endsAt })] : [])),
}))

const weightOfAll = (group: readonly CheckedSignature[], { weights }: Pick<Quorum, 'weights'>): bigint =>
  group.reduce((sum, { participant }) => sum + (weights.get(participant) ?? 0n), 0n)
const firstEnd = (group: readonly CheckedSignature[]): number => Math.min(...group.map(endOf))

/** Every group of signatures that reaches the quorum. */
const groupsByTrying = (signatures: readonly CheckedSignature[], quorum: Quorum): CheckedSignature[][] =>
  Array.from({ length: 2 ** signatures.length }, (_, group) => signatures.filter((_, index) => group & (1 << index)))
    .filter(group => weightOfAll(group, quorum) >= quorum.needed)

describe('the choice of signatures', () => {
  it('the choice has the fewest signatures that reach the quorum, and of these groups the one whose first key ends last', () => {
    fc.assert(fc.property(situations, ({ needed, weights, signatures }) => {
      const quorum: Quorum = { needed, weights, isExact: true }
      const groups = groupsByTrying(signatures, quorum)
      const fewest = Math.min(...groups.map(({ length }) => length))
      const latest = Math.max(...groups.filter(({ length }) => length === fewest).map(firstEnd))
      const chosen = chooseSignatures(signatures, quorum)
      if (groups.length === 0) {
        expect(chosen).toBeNull()
        return
      }
      expect(chosen).toHaveLength(fewest)
      expect(weightOfAll(chosen ?? [], quorum) >= needed).toBe(true)
      expect(firstEnd(chosen ?? [])).toBe(latest)
    }), { numRuns: 1_000 })
  })

  it('the same signatures give the same choice in whatever order they came', () => {
    fc.assert(fc.property(situations, ({ needed, weights, signatures }) => {
      const quorum: Quorum = { needed, weights, isExact: true }
      expect(chooseSignatures([...signatures].reverse(), quorum)).toEqual(chooseSignatures(signatures, quorum))
    }))
  })

  it('the choice has one signature of each participant, in the order of the session', () => {
    const quorum = quorumOf(cosignedSession({ quorum: 80 }), 'checksum')
    const newer = checkedSignature(bob, { endsAt: 2 })
    expect(chooseSignatures([checkedSignature(carol), checkedSignature(bob, { endsAt: 1 }), newer, checkedSignature(alice)], quorum))
      .toEqual([checkedSignature(alice), newer])
  })

  it('the choice leaves out strangers and participants without weight', () => {
    const quorum = quorumOf(cosignedSession({ quorum: 50, participants: [{ address: alice, weight: 50 }, { address: bob, weight: 0 }] }), 'checksum')
    expect(chooseSignatures([checkedSignature(carol), checkedSignature(bob), checkedSignature(alice)], quorum)).toEqual([checkedSignature(alice)])
    expect(chooseSignatures([checkedSignature(carol), checkedSignature(bob)], quorum)).toBeNull()
  })

  it('keys that live longer are preferred to heavier participants if that needs no further signature', () => {
    const quorum = quorumOf(cosignedSession({
      quorum: 100, participants: [{ address: alice, weight: 60 }, { address: bob, weight: 50 }, { address: carol, weight: 50 }],
    }), 'checksum')
    const signatures = [checkedSignature(alice, { endsAt: 1 }), checkedSignature(bob, { endsAt: 9 }), checkedSignature(carol, { endsAt: 8 })]
    expect(chooseSignatures(signatures, quorum)?.map(({ participant }) => participant)).toEqual([bob, carol])
  })
})
