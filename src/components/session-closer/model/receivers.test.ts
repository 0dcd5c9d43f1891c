import { describe, expect, it } from 'vitest'
import { ALICE, BOB, sampleSession } from '../../../../test/helpers/sampleSession'
import { receiversOf, shareChanges } from './receivers'

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

it('receiversOf lists every participant with all amounts, including zeros', () => {
  expect(receiversOf(session, split)).toEqual([
    { participant: ALICE, amounts: '0.1 usdc, 0.000000000000000001 weth' },
    { participant: BOB, amounts: '0.9 usdc, 0.000000000000000002 weth' },
  ])
  expect(receiversOf(session, session.allocations)[0]?.amounts).toBe('0.7 usdc, 0 weth')
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
