import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sessionWith } from '../../../test/helpers/editableSession'
import { formatAmount, unitsOf } from '../../core/sessions/amounts'
import type { Allocation, AppSession } from '../../core/sessions/types'
import { readRequest } from './readRequest'
import { roomAllocations } from './roomAllocations'
import type { RoomResult } from './types'

const MOST_PARTICIPANTS = 1_000
const SYMBOLS = ['eth', 'usdc'] as const
const sessionId = `0x${'1'.repeat(64)}`
const address = (seat: number): string => `0xabcd${(seat + 1).toString(16).padStart(36, '0')}`

/** What seats hold or have paid in of an asset, in base units. A seat may come more than once. */
type Parts = readonly { readonly seat: number, readonly units: bigint }[]

interface Game {
  readonly session: AppSession
  readonly count: number
  readonly decimals: readonly [number, number]
  /** What was paid in, by asset. It adds up to what the session holds. */
  readonly paidIn: readonly [Parts, Parts]
}

const sumOf = (parts: Parts): bigint => parts.reduce((sum, { units }) => sum + units, 0n)
const inAllSpellings = (text: string, index: number): string => index % 2 === 0 ? text : `0x${text.slice(2).toUpperCase()}`

/** A session of up to a thousand participants with two assets of up to 18 decimals, whose present split has nothing to do with who paid in. */
const games: fc.Arbitrary<Game> = fc.record({
  count: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 1, max: MOST_PARTICIPANTS })),
  decimals: fc.tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 18 })),
}).chain(({ count, decimals }) => {
  const parts = fc.array(fc.record({ seat: fc.nat({ max: count - 1 }), units: fc.bigInt({ min: 0n, max: 10n ** 27n }) }), { minLength: 1, maxLength: Math.min(2 * count, 60) })
  return fc.tuple(parts, parts, fc.nat({ max: count - 1 })).map(([eth, usdc, holder]) => {
    const addresses = Array.from({ length: count }, (_, seat) => address(seat))
    const held = (asset: 0 | 1, units: bigint) => ({ decimals: decimals[asset], amounts: addresses.map((_, seat) => seat === holder ? formatAmount(units, decimals[asset]) : '0') })
    return { count, decimals, paidIn: [eth, usdc] as const, session: sessionWith(addresses, { eth: held(0, sumOf(eth)), usdc: held(1, sumOf(usdc)) }) }
  })
})

/** Rows in the order of the parts, with addresses in upper and lower case. */
const rowsFor = ({ decimals, paidIn }: Game): Allocation[] => paidIn.flatMap((parts, asset) =>
  parts.map(({ seat, units }, index) => ({ participant: inAllSpellings(address(seat), index), asset: SYMBOLS[asset] ?? '', amount: formatAmount(units, decimals[asset] ?? 0) })))

/** Every participant has exactly one row for every asset, with the sum of its parts. */
function expectPaidBack({ session, count, paidIn }: Game, rows: readonly Allocation[]): void {
  expect(rows).toHaveLength(count * session.assets.length)
  session.assets.forEach(({ symbol, scale, total }) => {
    const paid = rows.filter(({ asset }) => asset === symbol)
    const expected = Array.from({ length: count }, () => 0n)
    for (const { seat, units } of paidIn[SYMBOLS.indexOf(symbol as 'eth')] ?? []) expected[seat] = (expected[seat] ?? 0n) + units
    expect(paid.map(({ participant }) => participant)).toEqual(session.participants.map(({ address: each }) => each))
    expect(paid.map(({ amount }) => unitsOf(amount, scale))).toEqual(expected)
    expect(expected.reduce((sum, units) => sum + units, 0n)).toBe(unitsOf(total, scale))
  })
}

const resultFor = (session: AppSession, result: RoomResult, deposits: readonly Allocation[] | null = null): readonly Allocation[] =>
  roomAllocations(session, readRequest({ sessionId, result }).result, deposits)

const codeThrownBy = (call: () => unknown): unknown => {
  try {
    call()
    return null
  }
  catch (thrown) {
    return (thrown as { readonly code?: unknown }).code
  }
}

/** The same rows, with one base unit more in one of them. */
const withOneUnitMore = ({ decimals }: Game, rows: readonly Allocation[]): Allocation[] => rows.map((row, index) => {
  const scale = decimals[SYMBOLS.indexOf(row.asset as 'eth')] ?? 0
  return index === 0 ? { ...row, amount: formatAmount(unitsOf(row.amount, scale) + 1n, scale) } : row
})

it('a refund gives everybody exactly what they have paid in, whatever the split is now, also if the node says who paid in', () => {
  fc.assert(fc.property(games, (game) => {
    const deposits = rowsFor(game)
    expectPaidBack(game, resultFor(game.session, { kind: 'refund', deposits }))
    expectPaidBack(game, resultFor(game.session, { kind: 'refund' }, deposits))
  }), { numRuns: 100 })
})

it('a refund that is one base unit more than the session holds is refused, and so is one to somebody who has taken more out than in', () => {
  fc.assert(fc.property(games, (game) => {
    const deposits = rowsFor(game)
    expect(codeThrownBy(() => resultFor(game.session, { kind: 'refund', deposits: withOneUnitMore(game, deposits) }))).toBe('ALLOCATION_SUM_MISMATCH')
    const [first = { participant: '', asset: '', amount: '' }] = deposits
    expect(codeThrownBy(() => resultFor(game.session, { kind: 'refund' }, [...deposits, { ...first, amount: '-1' }]))).toBe('ROOM_DEPOSITS_UNKNOWN')
  }), { numRuns: 50 })
})

/** Explicit rows: one for each participant and asset, in any order. Rows of zero may be left out, except for whoever holds something now. */
const explicit = games.chain((game) => {
  const rows = resultFor(game.session, { kind: 'refund', deposits: rowsFor(game) })
  const holders = new Set(game.session.allocations.filter(({ amount }) => Number(amount) > 0).map(({ participant, asset }) => `${participant} ${asset}`))
  const needed = rows.filter(({ amount, participant, asset }) => Number(amount) > 0 || holders.has(`${participant} ${asset}`))
  const others = rows.filter(row => !needed.includes(row))
  return fc.tuple(fc.subarray(others), fc.constant(game)).chain(([kept]) => fc.shuffledSubarray([...needed, ...kept], { minLength: needed.length + kept.length })).map(given =>
    ({ game, given: given.map((row, index) => ({ ...row, participant: inAllSpellings(row.participant, index) })) }))
})

it('explicit rows are paid exactly as they are given, in any order, with a row of zero for everybody who was left out', () => {
  fc.assert(fc.property(explicit, ({ game, given }) => {
    if (given.length === 0) return
    expectPaidBack(game, resultFor(game.session, { kind: 'rows', allocations: given }))
  }), { numRuns: 100 })
})

it('explicit rows that are one base unit more or less than the session holds are refused', () => {
  fc.assert(fc.property(explicit, ({ game, given }) => {
    const more = withOneUnitMore(game, given)
    expect(codeThrownBy(() => resultFor(game.session, { kind: 'rows', allocations: more }))).toBe('ALLOCATION_SUM_MISMATCH')
    const full = game.session.assets.find(({ total, scale }) => unitsOf(total, scale) > 0n)
    const without = given.filter(({ asset }) => asset !== full?.symbol)
    if (full) expect(codeThrownBy(() => resultFor(game.session, { kind: 'rows', allocations: without }))).not.toBeNull()
  }), { numRuns: 50 })
})
