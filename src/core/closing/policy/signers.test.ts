import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planOf, sharedDraft, signatureOf } from '../../../../test/helpers/knownClosing'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import type { AppSession } from '../../sessions/types'
import type { Address } from '../../types'
import { attemptFrom, fewestSignatures, isOwnMissing, missingWeight } from './signers'

const CAROL: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

const sessionWith = (quorum: number, ...weights: readonly (readonly [Address, number])[]): AppSession =>
  ({ ...planOf('close').session, quorum, participants: weights.map(([address, weight]) => ({ address, weight })) })

const planWith = (session: AppSession) => ({ ...planOf('close'), role: 'submitter' as const, session })

describe('the weight that is missing', () => {
  it('the missing weight counts the wallet of the submitter, which signs last', () => {
    const plan = planWith(sessionWith(100, [ALICE, 50], [BOB, 30], [CAROL, 20]))
    expect(missingWeight(plan, sharedDraft([]))).toBe(50)
    expect(missingWeight(plan, sharedDraft([BOB]))).toBe(20)
    expect(missingWeight(plan, sharedDraft([BOB, CAROL]))).toBe(0)
    expect(missingWeight(plan, sharedDraft([BOB, CAROL, ALICE]))).toBe(0)
  })

  it('the signature of a submitter without weight is never missing', () => {
    expect(isOwnMissing(planWith(sessionWith(1, [ALICE, 0], [BOB, 1])), sharedDraft([]))).toBe(false)
    expect(isOwnMissing(planWith(sessionWith(1, [BOB, 1])), sharedDraft([]))).toBe(false)
    expect(isOwnMissing(planWith(sessionWith(2, [ALICE, 1], [BOB, 1])), sharedDraft([BOB]))).toBe(true)
    expect(isOwnMissing(planWith(sessionWith(2, [ALICE, 1], [BOB, 1])), sharedDraft([BOB, ALICE]))).toBe(false)
  })

  it('a participant that is listed twice counts with the last weight', () => {
    expect(missingWeight(planWith(sessionWith(51, [ALICE, 50], [BOB, 50], [ALICE, 1])), sharedDraft([BOB]))).toBe(0)
    expect(missingWeight(planWith(sessionWith(52, [ALICE, 50], [BOB, 50], [ALICE, 1])), sharedDraft([BOB]))).toBe(1)
  })
})

describe('the signatures that are sent', () => {
  it('no set of fewer signatures reaches the quorum', () => {
    const people = Array.from({ length: 7 }, (_, at): Address => `0x${String(at).padStart(40, '0')}`)
    fc.assert(fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 30 }), (weights, quorum) => {
      const session = sessionWith(quorum, ...weights.map((weight, at) => [people[at] ?? ALICE, weight] as const))
      const signed = session.participants.map(({ address }) => signatureOf(address))
      fc.pre(weights.reduce((sum, weight) => sum + weight, 0) >= quorum)
      const chosen = fewestSignatures(session, signed)
      const reached = (set: number): number => weights.reduce((sum, weight, at) => set & 1 << at ? sum + weight : sum, 0)
      const size = (set: number): number => weights.filter((_, at) => set & 1 << at).length
      const best = Math.min(...Array.from({ length: 2 ** weights.length }, (_, set) => set).filter(set => reached(set) >= quorum).map(size))
      expect(chosen.length).toBe(best)
    }))
  })

  it('the attempt of a submitter has the fewest signatures, and names who made them', () => {
    const plan = planWith(sessionWith(60, [ALICE, 10], [BOB, 60], [CAROL, 30]))
    expect(attemptFrom(plan, sharedDraft([CAROL, BOB, ALICE]))).toMatchObject({ signers: [BOB], signatures: ['0xaa'], policy: null })
  })

  it('the attempt of a co-signer has its own signature, although it does not reach the quorum', () => {
    const plan = { ...planWith(sessionWith(60, [ALICE, 10], [BOB, 60])), role: 'co-signer' as const }
    expect(attemptFrom(plan, sharedDraft([ALICE]))).toMatchObject({ signers: [ALICE] })
  })
})
