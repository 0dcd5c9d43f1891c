import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NitroliteError } from '../errors/errors'
import { sessionWith } from '../../../test/helpers/editableSession'
import type { Allocation } from './types'
import { completeAllocations, validateAllocations } from './validation'

const A = '0xAaaa'
const B = '0xBbbb'
const C = '0xCccc'
const session = sessionWith([A, B, C], { usdc: { decimals: 6, amounts: ['0.7', '0.3', '0'] } })
const row = (participant: string, amount: unknown, asset: unknown = 'usdc'): Allocation =>
  ({ participant, asset, amount }) as Allocation
const codes = (rows: unknown, of = session): string[] =>
  validateAllocations(of, rows as Allocation[]).map(finding => finding.info.code)

describe('validateAllocations', () => {
  it('validateAllocations accepts the current split, another split, and unfunded participants left out', () => {
    expect(codes(session.allocations)).toEqual([])
    expect(codes([row(A, '0'), row(B, '0.25'), row(C, '0.75')])).toEqual([])
    expect(codes([row(B, '1.0000000'), row(A, '0')])).toEqual([])
  })

  it.each<[string, unknown, string[]]>([
    ['no rows', [], ['ALLOCATIONS_EMPTY']],
    ['a string', 'all to me', ['ALLOCATIONS_EMPTY']],
    ['nothing', undefined, ['ALLOCATIONS_EMPTY']],
    ['too much', [row(A, '0.7'), row(B, '0.4')], ['ALLOCATION_SUM_MISMATCH']],
    ['too little', [row(A, '0.7'), row(B, '0')], ['ALLOCATION_SUM_MISMATCH']],
    ['base units', [row(A, '700000'), row(B, '300000')], ['ALLOCATION_SUM_MISMATCH']],
    ['negative', [row(A, '1.1'), row(B, '-0.1')], ['ALLOCATION_NEGATIVE']],
    ['a number', [row(A, 0.7), row(B, '0.3')], ['AMOUNT_NOT_TEXT']],
    ['a comma', [row(A, '0,7'), row(B, '0.3')], ['AMOUNT_MALFORMED']],
    ['too many decimals', [row(A, '0.70000001'), row(B, '0.29999999')], ['AMOUNT_TOO_PRECISE', 'AMOUNT_TOO_PRECISE']],
    ['an unknown asset', [row(A, '0.7'), row(B, '0.3'), row(A, '0', 'eth')], ['ALLOCATION_UNKNOWN_ASSET']],
    ['wrong case of a symbol', [row(A, '0.7', 'USDC'), row(B, '0.3')], ['ALLOCATION_ASSET_CASE']],
    ['a stranger', [row(A, '0.7'), row(B, '0.2'), row('0xDddd', '0.1')], ['ALLOCATION_NON_PARTICIPANT']],
    ['a funded participant left out', [row(B, '1')], ['ALLOCATION_MISSING']],
    ['two rows for one participant', [row(A, '0.5'), row(A, '0.2'), row(B, '0.3')], ['ALLOCATION_DUPLICATE']],
    ['two rows for one participant, spelled in two cases', [row(A, '0.5'), row('0xaAAA', '0.2'), row(B, '0.3')], ['ALLOCATION_DUPLICATE']],
    ['a row that is null', [row(A, '0.7'), row(B, '0.3'), null], ['ALLOCATION_NON_PARTICIPANT', 'ALLOCATION_UNKNOWN_ASSET', 'AMOUNT_NOT_TEXT']],
    ['several at once', [row(A, 1), row('0xDddd', '-1')], ['AMOUNT_NOT_TEXT', 'ALLOCATION_NON_PARTICIPANT', 'ALLOCATION_NEGATIVE', 'ALLOCATION_MISSING']],
  ])('validateAllocations finds %s', (_, rows, expected) => {
    expect(codes(rows)).toEqual(expected)
  })

  it('validateAllocations finds every funded participant of an asset that was left out', () => {
    const two = sessionWith([A, B], {
      eth: { decimals: 18, amounts: ['1', '2'] }, usdc: { decimals: 6, amounts: ['0.7', '0.3'] },
    })
    const findings = validateAllocations(two, [row(A, '0.5'), row(B, '0.5')])
    expect(findings.map(({ info, asset, participant }) => [info.code, asset, participant])).toEqual([
      ['ALLOCATION_MISSING', 'eth', A], ['ALLOCATION_MISSING', 'eth', B],
    ])
  })

  it('validateAllocations accepts as many decimals as the ledger has', () => {
    const dusty = sessionWith([A, B], { usdc: { decimals: 6, amounts: ['0.70000001', '0.29999999'] } })
    expect(codes([row(A, '0.00000001'), row(B, '0.99999999')], dusty)).toEqual([])
    expect(codes([row(A, '0.000000001'), row(B, '0.999999999')], dusty)).toEqual(['AMOUNT_TOO_PRECISE', 'AMOUNT_TOO_PRECISE'])
  })

  it('validateAllocations says where the sum is wrong, and by how much', () => {
    const [sum] = validateAllocations(session, [row(A, '0.7'), row(B, '0.4')])
    expect(sum?.info.data).toMatchObject({ asset: 'usdc', actual: '1.1', expected: '1', difference: '-0.1' })
    const [missing] = validateAllocations(session, [row(A, '1')])
    expect(missing?.info.data).toMatchObject({ participant: B, current: '0.3' })
  })

  it('validateAllocations prefers the exact name if two names differ only in case', () => {
    const both = sessionWith(['0xAB', '0xab'], { USDC: { decimals: 6, amounts: ['1', '0'] }, usdc: { decimals: 6, amounts: ['0', '2'] } })
    expect(codes(both.allocations, both)).toEqual([])
  })

  it('validateAllocations accepts no rows, or rows of zero, for a session that never held anything', () => {
    const empty = sessionWith([A, B], {})
    expect(codes([], empty)).toEqual([])
    expect(codes([row(A, '0'), row(B, '0.00')], empty)).toEqual([])
    expect(codes([row(A, '1')], empty)).toEqual(['ALLOCATION_UNKNOWN_ASSET'])
    expect(codes([row(A, '0', 7)], empty)).toEqual(['ALLOCATION_UNKNOWN_ASSET'])
    expect(codes(null, empty)).toEqual(['ALLOCATIONS_EMPTY'])
    expect(completeAllocations(empty, [])).toEqual([])
    expect(completeAllocations(empty, [row(A, '0.00')])).toEqual([row(A, '0')])
  })

  it('validateAllocations finds something in any other input, and never throws', () => {
    const hostile = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withSparseArray: true, withObjectString: true }),
      fc.array(fc.oneof(fc.anything(), fc.record({
        participant: fc.oneof(fc.anything(), fc.constantFrom(A, B, C)),
        asset: fc.oneof(fc.anything(), fc.constant('usdc')),
        amount: fc.anything(),
      }))),
    )
    fc.assert(fc.property(hostile, (value) => {
      expect(codes(value).length).toBeGreaterThan(0)
      codes(value, sessionWith([A], {}))
    }))
  })
})

describe('addresses in another case', () => {
  const [ONE, TWO] = ['0x70997970C51812dc3A010C7d01b50e0d17dc79C8', '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'] as const
  const WRONG = ONE.replace('C51812dc', 'c51812dc')
  const upper = (address: string): string => `0x${address.slice(2).toUpperCase()}`
  const of = (...participants: string[]) => sessionWith(participants, { usdc: { decimals: 6, amounts: ['0.7', '0.3'] } })
  const spellings: [string, (address: string) => string][] = [
    ['in lower case', address => address.toLowerCase()], ['in upper case', upper], ['with 0X', address => `0X${address.slice(2).toUpperCase()}`],
    ['with a checksum', address => address],
  ]

  it.each(spellings)('an address %s is accepted, and sent as the session stores it', (_, spell) => {
    for (const stored of [(address: string) => address, (address: string) => address.toLowerCase()]) {
      const known = of(stored(ONE), stored(TWO))
      expect(codes([row(spell(ONE), '0.1'), row(spell(TWO), '0.9')], known)).toEqual([])
      expect(completeAllocations(known, [row(spell(ONE), '0.1'), row(spell(TWO), '0.9')])).toEqual([row(stored(ONE), '0.1'), row(stored(TWO), '0.9')])
    }
  })

  it('an address in mixed case with a wrong checksum is refused as mistyped, and the right one is named', () => {
    const [finding] = validateAllocations(of(ONE, TWO), [row(WRONG, '0.1'), row(TWO, '0.9')])
    expect(finding).toMatchObject({ participant: WRONG, info: { code: 'ADDRESS_CHECKSUM', data: { expected: ONE } } })
    expect(finding?.info.fix).toContain(ONE)
  })

  it('a mistyped address of nobody is refused as mistyped, and the address of a stranger as a stranger', () => {
    const strange = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
    expect(codes([row(ONE, '0.7'), row(TWO, '0.2'), row(strange.replace('F6F4', 'f6F4'), '0.1')], of(ONE, TWO))).toEqual(['ADDRESS_CHECKSUM'])
    expect(codes([row(ONE, '0.7'), row(TWO, '0.2'), row(strange, '0.1')], of(ONE, TWO))).toEqual(['ALLOCATION_NON_PARTICIPANT'])
  })

  it('a wrong checksum that the session itself stores is accepted', () => {
    for (const given of [WRONG, ONE]) {
      expect(completeAllocations(of(WRONG, TWO), [row(given, '1'), row(TWO, '0')])).toEqual([row(WRONG, '1'), row(TWO, '0')])
    }
  })

  it('rows of zero for a session that never held anything are sent as the session stores their addresses', () => {
    expect(completeAllocations(sessionWith([ONE.toLowerCase(), TWO], {}), [row(upper(ONE), '0')])).toEqual([row(ONE.toLowerCase(), '0')])
  })
})

describe('completeAllocations', () => {
  it('completeAllocations returns all rows in canonical form and in the order of the session', () => {
    expect(completeAllocations(session, [row(B, '00.50'), row(A, '0.5000000')])).toEqual([
      row(A, '0.5'), row(B, '0.5'), row(C, '0'),
    ])
  })

  it('completeAllocations throws the first finding', () => {
    expect(() => completeAllocations(session, [row(B, '1')])).toThrow(NitroliteError)
    expect(() => completeAllocations(session, [row(B, '1')])).toThrow('ALLOCATION_MISSING')
  })
})

it.each([null, {}, { participant: undefined, asset: null, amount: '1' }])('no text about the row %j mentions a value that is missing', (given) => {
  const findings = validateAllocations(session, [given as never])
  expect(findings.length).toBeGreaterThan(1)
  for (const { info: { what, why, fix } } of findings) expect(`${what} ${why} ${fix}`).not.toMatch(/undefined|null|\{/)
})
