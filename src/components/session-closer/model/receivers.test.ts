import { describe, expect, it } from 'vitest'
import { ALICE, BOB, CAROL, sampleSession } from '../../../../test/helpers/sampleSession'
import { receiversOf, shareChanges, sharesOf, signersOf } from './receivers'

const session = sampleSession({
  assets: [
    { symbol: 'usdc', decimals: 6, scale: 6, total: '1' },
    { symbol: 'weth', decimals: 18, scale: 18, total: '0.000000000000000003' },
  ],
  allocations: [
    { participant: ALICE, asset: 'usdc', amount: '0.7' },
    { participant: BOB, asset: 'usdc', amount: '0.3' },
    { participant: ALICE, asset: 'weth', amount: '0' },
    { participant: BOB, asset: 'weth', amount: '0.000000000000000003' },
  ],
})
const split = [
  { participant: ALICE, asset: 'usdc', amount: '0.1' },
  { participant: BOB, asset: 'usdc', amount: '0.9' },
  { participant: ALICE, asset: 'weth', amount: '0.000000000000000001' },
  { participant: BOB, asset: 'weth', amount: '0.000000000000000002' },
]

const { participants } = session
const shorten = (address: string): string => address.slice(0, 6)

describe('receiversOf', () => {
  it('receiversOf lists every participant with all amounts, including zeros', () => {
    expect(receiversOf({ participants, rows: split, you: null })).toEqual([
      { participant: ALICE, isYou: false, amounts: ['0.1 usdc', '0.000000000000000001 weth'] },
      { participant: BOB, isYou: false, amounts: ['0.9 usdc', '0.000000000000000002 weth'] },
    ])
    expect(receiversOf({ participants, rows: session.allocations, you: null })[0]?.amounts).toEqual(['0.7 usdc', '0 weth'])
  })

  it('receiversOf begins with the connected wallet, whatever the order of the rows', () => {
    const rows = [...split].reverse()
    expect(receiversOf({ participants, rows, you: BOB }).map(({ participant }) => participant)).toEqual([BOB, ALICE])
    expect(receiversOf({ participants, rows: split, you: BOB }).map(({ participant }) => participant)).toEqual([BOB, ALICE])
  })

  it('receiversOf adds up several payouts of a participant, and lists those who received nothing', () => {
    const rows = [
      { participant: BOB.toLowerCase(), asset: 'usdc', amount: '0.1' },
      { participant: BOB, asset: 'usdc', amount: '0.000000000000000001' },
    ]
    expect(receiversOf({ participants, rows, you: null, write: amount => amount.replace('.', ',') }).map(({ amounts }) => amounts))
      .toEqual([['0 usdc'], ['0,100000000000000001 usdc']])
  })
})

it('sharesOf names everybody except the connected wallet', () => {
  expect(sharesOf({ participants, rows: split, you: ALICE }, shorten)).toEqual([
    { name: null, amounts: '0.1 usdc, 0.000000000000000001 weth', amountsByAsset: ['0.1 usdc', '0.000000000000000001 weth'] },
    { name: BOB.slice(0, 6), amounts: '0.9 usdc, 0.000000000000000002 weth', amountsByAsset: ['0.9 usdc', '0.000000000000000002 weth'] },
  ])
})

it('signersOf lists the participants with weight, the heaviest first', () => {
  const weighted = sampleSession({ participants: [{ address: CAROL, weight: 0 }, { address: BOB, weight: 40 }, { address: ALICE, weight: 60 }] })
  expect(signersOf(weighted, BOB, shorten)).toEqual([{ name: ALICE.slice(0, 6), weight: 60 }, { name: null, weight: 40 }])
})

describe('shareChanges', () => {
  it('shareChanges computes changes exactly, to the last base unit', () => {
    expect(shareChanges(session, split, ALICE)).toEqual([
      { asset: 'usdc', amount: '0.6', direction: 'less' },
      { asset: 'weth', amount: '0.000000000000000001', direction: 'more' },
    ])
    expect(shareChanges(session, session.allocations, BOB).map(({ direction }) => direction)).toEqual(['same', 'same'])
  })

  it('shareChanges finds no changes for a wallet that is not a participant', () => {
    expect(shareChanges(session, split, null)).toEqual([])
  })
})
