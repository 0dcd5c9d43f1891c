import { expect, it } from 'vitest'
import { ALICE, BOB, CAROL } from '../../../../test/helpers/sampleSession'
import { signaturesOf } from './signers'

it('the list of signers leaves out participants without weight, counts each one once, and has the own wallet last to sign', () => {
  const participants = [{ address: ALICE, weight: 50 }, { address: BOB, weight: 90 }, { address: BOB, weight: 30 }, { address: CAROL, weight: 0 }]
  const { signers, ...sums } = signaturesOf({ participants }, { approvedBy: [], presentNow: null, refusedBy: [], signedBy: [BOB], declines: [] }, ALICE.toLowerCase())
  expect(signers.map(({ participant, weight, status }) => [participant, weight, status])).toEqual([[ALICE, 50, 'last'], [BOB, 30, 'signed']])
  expect(sums).toEqual({ signed: 1, signedWeight: 30, ownWeight: 50 })
})

it('a decline is shown until the participant signs after all', () => {
  const participants = [{ address: ALICE, weight: 50 }, { address: BOB, weight: 50 }]
  const declines = [{ participant: BOB, reason: 'amounts' as const, note: 'No' }]
  expect(signaturesOf({ participants }, { approvedBy: [], presentNow: null, refusedBy: [], signedBy: [], declines }, ALICE).signers[1]).toMatchObject({ status: 'declined', reason: 'amounts', note: 'No' })
  expect(signaturesOf({ participants }, { approvedBy: [], presentNow: null, refusedBy: [], signedBy: [BOB], declines }, ALICE).signers[1]).toMatchObject({ status: 'signed', reason: null, note: '' })
})

it('a refused signature is shown until the participant signs again or declines, also while a device with the old key approves', () => {
  const participants = [{ address: ALICE, weight: 50 }, { address: BOB, weight: 50 }]
  const ofBob = (change: Partial<Parameters<typeof signaturesOf>[1]>) =>
    signaturesOf({ participants }, { approvedBy: [], presentNow: null, refusedBy: [BOB], signedBy: [], declines: [], ...change }, ALICE).signers[1]
  const declines = [{ participant: BOB, reason: 'later' as const, note: 'Busy' }]
  expect(ofBob({})).toMatchObject({ status: 'refused', reason: null, note: '' })
  expect(ofBob({ approvedBy: [BOB] })?.status).toBe('refused')
  expect(ofBob({ signedBy: [BOB] })?.status).toBe('signed')
  expect(ofBob({ declines })).toMatchObject({ status: 'declined', reason: 'later', note: 'Busy' })
  expect(ofBob({ declines, approvedBy: [BOB], refusedBy: [] })).toMatchObject({ status: 'approves', reason: null, note: '' })
})

it('a participant is shown as here or away only if the transport has checked who is in the room, and the connected wallet never is', () => {
  const participants = [ALICE, BOB, CAROL].map(address => ({ address, weight: 50 }))
  const presences = (presentNow: readonly string[] | null) =>
    signaturesOf({ participants }, { approvedBy: [BOB], presentNow, refusedBy: [], signedBy: [], declines: [] }, ALICE).signers.map(({ isPresent }) => isPresent)
  expect(presences(null)).toEqual([null, null, null])
  expect(presences([])).toEqual([null, false, false])
  expect(presences([ALICE, CAROL])).toEqual([null, false, true])
})
