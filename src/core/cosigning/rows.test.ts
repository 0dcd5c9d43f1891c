import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sampleParticipants } from '../../../test/helpers/portableProposal'
import { allocationsOf, rowsOf } from './rows'

const participants = sampleParticipants(2)
const [alice = '', bob = ''] = participants
const assets = [{ symbol: 'usdc', scale: 6 }, { symbol: 'weth', scale: 18 }]
const allocations = [
  { participant: alice, asset: 'usdc', amount: '0.7' }, { participant: bob, asset: 'usdc', amount: '0' },
  { participant: alice, asset: 'weth', amount: '0.000000000000000001' }, { participant: bob, asset: 'weth', amount: '12' },
]

it('allocations of a proposal are sorted by asset, then participant, with zeros and the shortest decimals', () => {
  const rows = [[700_000n, 0n], [1n, 12n * 10n ** 18n]]
  expect(allocationsOf({ assets, rows }, participants)).toEqual(allocations)
  expect(rowsOf(allocations.toReversed(), participants, assets)).toEqual(rows)
})

it('the rows of a proposal stay the same when they are turned into allocations and back', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 40n })
  fc.assert(fc.property(fc.array(fc.tuple(amount, amount), { minLength: 2, maxLength: 2 }), (rows) => {
    expect(rowsOf(allocationsOf({ assets, rows }, participants), participants, assets)).toEqual(rows)
  }), { numRuns: 200 })
})

it.each<[string, bigint[][]]>([
  ['an asset too few', [[1n, 2n]]], ['an asset too many', [[1n, 2n], [1n, 2n], [1n, 2n]]], ['a participant too few', [[1n, 2n], [1n]]], ['nothing', []],
])('rows of a proposal with %s give no allocations', (_, rows) => {
  expect(() => allocationsOf({ assets, rows }, participants)).toThrow(expect.objectContaining({ code: 'PROPOSAL_ROWS_INCOMPLETE' }))
})

const changed = (changes: Partial<typeof allocations[number]>) => [{ participant: alice, asset: 'usdc', amount: '0.7', ...changes }, ...allocations.slice(1)]
it.each([
  ['a row is missing', allocations.slice(1), 'ALLOCATION_MISSING'],
  ['a row is there twice', [...allocations, ...allocations.slice(0, 1)], 'ALLOCATION_DUPLICATE'],
  ['an address is spelled in another way', changed({ participant: alice.toLowerCase() }), 'ALLOCATION_NON_PARTICIPANT'],
  ['an asset is another one', changed({ asset: 'USDC' }), 'ALLOCATION_UNKNOWN_ASSET'],
  ['an amount is negative', changed({ amount: '-1' }), 'ALLOCATION_NEGATIVE'],
  ['an amount is too precise', changed({ amount: '0.0000001' }), 'AMOUNT_TOO_PRECISE'],
  ['an amount has an exponent', changed({ amount: '1e3' }), 'AMOUNT_MALFORMED'],
])('allocations give no rows if %s', (_, rows, code) => {
  expect(() => rowsOf(rows, participants, assets)).toThrow(expect.objectContaining({ code }))
})
