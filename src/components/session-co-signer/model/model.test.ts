import { expect, it } from 'vitest'
import { ALICE, BOB, CAROL } from '../../../../test/helpers/sampleSession'
import type { ProposalReview } from '../../../core/cosigning/review/reviewProposal'
import { englishTogether } from '../../../texts/englishTogether'
import { ownShare, rowsOf } from './reviewRows'
import { warningsOf } from './warnings'

const row = (participant: string, asset: string, before: string, after: string, difference: string) =>
  ({ participant, asset, before, after, difference, isMine: participant === BOB })

const review: ProposalReview = {
  kind: 'close', sessionId: '0x01',
  participants: [ALICE, BOB, CAROL].map(address => ({ address, isMe: address === BOB, weight: 50, isNeeded: true, lookAlikes: [] })),
  rows: [row(ALICE, 'usdc', '1', '0.4', '-0.6'), row(BOB, 'usdc', '0', '0.6', '0.6'), row(ALICE, 'weth', '2', '2', '0'), row(BOB, 'weth', '0', '0', '0')],
  totals: [{ asset: 'usdc', total: '1' }, { asset: 'weth', total: '2' }],
  quorum: { needed: 100, reachable: 100, isReachedWithoutMe: false, canSplit: 'no' },
  sessionData: { change: 'unchanged', before: null, after: null },
  submitter: { address: ALICE, relation: 'first', isParticipant: true },
  foreignKeys: [],
  creator: ALICE,
  reading: { sessionId: '0x01', version: 1, totals: [], split: [] } as unknown as ProposalReview['reading'],
}
const kindsOf = (change: Partial<ProposalReview>) => warningsOf({ ...review, ...change }, englishTogether, address => address).map(({ kind }) => kind)

it('the table of a review has the own row of each asset first, and differences with their sign', () => {
  expect(rowsOf(review, amount => amount.replace('.', ',')).map(({ participant, before, after, difference, direction }) => [participant, before, after, difference, direction])).toEqual([
    [BOB, '0 usdc', '0,6 usdc', '+0,6 usdc', 'more'],
    [ALICE, '1 usdc', '0,4 usdc', '−0,6 usdc', 'less'],
    [BOB, '0 weth', '0 weth', '0 weth', 'same'],
    [ALICE, '2 weth', '2 weth', '0 weth', 'same'],
  ])
  expect(ownShare(review, amount => amount)).toEqual({
    share: { name: null, amounts: '0.6 usdc, 0 weth', amountsByAsset: ['0.6 usdc', '0 weth'] },
    changes: [{ asset: 'usdc', amount: '0.6', direction: 'more' }, { asset: 'weth', amount: '0', direction: 'same' }],
  })
})

it('a review warns of everything that a person could overlook, and of nothing else', () => {
  expect(kindsOf({})).toEqual([])
  expect(kindsOf({ foreignKeys: [{ key: CAROL, endsAt: 1 }] })).toEqual(['signed elsewhere'])
  expect(kindsOf({ creator: null })).toEqual(['unproven creator'])
  expect(kindsOf({ submitter: { address: CAROL, relation: 'first', isParticipant: false } })).toEqual(['strange submitter'])
  expect(kindsOf({ sessionData: { change: 'erased', before: 'x', after: '' } })).toEqual(['data erased'])
  expect(kindsOf({ sessionData: { change: 'changed', before: 'x', after: 'y' } })).toEqual(['data changed'])
  expect(kindsOf({ quorum: { ...review.quorum, canSplit: 'yes' } })).toEqual(['can split'])
  expect(kindsOf({ quorum: { ...review.quorum, canSplit: 'unknown' } })).toEqual(['may split'])
})

it('two addresses that look alike are one warning, with both addresses in full', () => {
  const [alice, bob] = review.participants
  const participants = [{ ...alice, lookAlikes: [BOB] }, { ...bob, lookAlikes: [ALICE] }] as ProposalReview['participants']
  expect(warningsOf({ ...review, participants }, englishTogether, () => 'short')).toEqual([
    { kind: 'look-alike', text: `Two addresses look alike: ${ALICE} and ${BOB}. Compare every digit.` },
  ])
})
