import { expect, it } from 'vitest'
import { ALICE, BOB, CAROL } from '../../../../test/helpers/sampleSession'
import { signaturesOf } from './signers'

it('the list of signers leaves out participants without weight, counts each one once, and has the own wallet last to sign', () => {
  const participants = [{ address: ALICE, weight: 50 }, { address: BOB, weight: 90 }, { address: BOB, weight: 30 }, { address: CAROL, weight: 0 }]
  const { signers, ...sums } = signaturesOf({ participants }, { approvedBy: [], signedBy: [BOB], declines: [] }, ALICE.toLowerCase())
  expect(signers.map(({ participant, weight, status }) => [participant, weight, status])).toEqual([[ALICE, 50, 'last'], [BOB, 30, 'signed']])
  expect(sums).toEqual({ signed: 1, signedWeight: 30, ownWeight: 50 })
})

it('a decline is shown until the participant signs after all', () => {
  const participants = [{ address: ALICE, weight: 50 }, { address: BOB, weight: 50 }]
  const declines = [{ participant: BOB, reason: 'amounts' as const, note: 'No' }]
  expect(signaturesOf({ participants }, { approvedBy: [], signedBy: [], declines }, ALICE).signers[1]).toMatchObject({ status: 'declined', reason: 'amounts', note: 'No' })
  expect(signaturesOf({ participants }, { approvedBy: [], signedBy: [BOB], declines }, ALICE).signers[1]).toMatchObject({ status: 'signed', reason: null, note: '' })
})
