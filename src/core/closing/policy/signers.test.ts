import { describe, expect, it } from 'vitest'
import { planTogether, sharedDraft } from '../../../../test/helpers/knownClosing'
import { samplePolicy } from '../../../../test/helpers/portableProposal'
import { ALICE, BOB } from '../../../../test/helpers/scriptedProtocol'
import type { AppSession } from '../../sessions/types'
import type { Address } from '../../types'
import type { ClosingPlan, CosigningRole } from '../types'
import { type Draft, type DraftSignature, withSignature } from './attempts'
import { attemptsFrom, isOwnMissing, missingWeight } from './signers'

const CAROL: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

const sessionWith = (quorum: number, ...weights: readonly (readonly [Address, number])[]): AppSession =>
  ({ ...planTogether('submitter').session, quorum, participants: weights.map(([address, weight]) => ({ address, weight })) })

const planWith = (session: AppSession, role: CosigningRole = 'submitter'): ClosingPlan => ({ ...planTogether(role), session })

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
  it('the attempt of a submitter has the fewest signatures, and names who made them', () => {
    const plan = planWith(sessionWith(60, [ALICE, 10], [BOB, 60], [CAROL, 30]))
    expect(attemptsFrom(plan, sharedDraft([CAROL, BOB, ALICE]))).toMatchObject([{ signers: [BOB], signatures: ['0xaa'], policy: null }])
  })

  it('the attempt of a co-signer has its own signature, although it does not reach the quorum', () => {
    const plan = planWith(sessionWith(60, [ALICE, 10], [BOB, 60]), 'co-signer')
    expect(attemptsFrom(plan, sharedDraft([ALICE]))).toMatchObject([{ signers: [ALICE] }])
  })
})

describe('a participant who signs again', () => {
  const endingAt = (endsAt: number): DraftSignature => ({ participant: BOB, signer: `0x${String(endsAt).repeat(40)}`, signatures: ['0x00'], policy: samplePolicy(BOB, '0x00'), endsAt })
  const draftOf = (endsAt: number): Draft => withSignature(sharedDraft([]), endingAt(endsAt))

  it('a later signature replaces an earlier one unless its key ends sooner, and one that is dropped does not change the draft', () => {
    const held = draftOf(2)
    expect(withSignature(held, endingAt(3)).signatures).toEqual([endingAt(3)])
    expect(withSignature(held, endingAt(1))).toBe(held)
  })
})
