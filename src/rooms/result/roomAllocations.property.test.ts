import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sessionWith } from '../../../test/helpers/editableSession'
import { formatAmount, unitsOf } from '../../core/sessions/amounts'
import type { Allocation, AppSession } from '../../core/sessions/types'
import { validateAllocations } from '../../core/sessions/validation'
import { readRequest } from './readRequest'
import { roomAllocations } from './roomAllocations'
import type { RoomResult } from './types'

const MOST_PARTICIPANTS = 1_000
const address = (index: number): string => `0x${(index + 1).toString(16).padStart(40, '0')}`
const sessionId = `0x${'1'.repeat(64)}`
const rules = fc.constantFrom('largest remainder', 'first ranked', undefined)

/** A session of up to a thousand participants with two assets of up to 18 decimals. */
const sessions = fc.record({
  count: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 1, max: MOST_PARTICIPANTS })),
  decimals: fc.tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 0, max: 18 })),
  totals: fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 27n }), fc.bigInt({ min: 0n, max: 10n ** 27n })),
}).map(({ count, decimals, totals }): AppSession => {
  const addresses = Array.from({ length: count }, (_, index) => address(index))
  const held = (index: 0 | 1) => ({ decimals: decimals[index], amounts: addresses.map((_, seat) => seat === 0 ? formatAmount(totals[index], decimals[index]) : '0') })
  return sessionWith(addresses, { eth: held(0), usdc: held(1) })
})

/** Points in tenths for some participants, in an order of their own. At least one is above zero. */
const points = (session: AppSession) => fc.shuffledSubarray(session.participants.map((_, seat) => seat), { minLength: 1 }).chain(seats =>
  fc.tuple(fc.constant(seats), fc.array(fc.nat({ max: 50 }), { minLength: seats.length, maxLength: seats.length }), fc.integer({ min: 1, max: 50 })))
  .map(([seats, tenths, last]) => seats.map((seat, index) => ({ participant: address(seat), tenths: index === seats.length - 1 ? last : tenths[index] ?? 0 })))

const rowsOf = (session: AppSession, result: RoomResult): readonly Allocation[] => {
  const { result: checked } = readRequest({ sessionId, result })
  return roomAllocations(session, checked, null)
}

function unitsByAsset(session: AppSession, rows: readonly Allocation[]) {
  return session.assets.map(({ symbol, scale, total }) => ({
    total: unitsOf(total, scale),
    amounts: rows.filter(({ asset }) => asset === symbol).map(({ amount }) => unitsOf(amount, scale)),
  }))
}

it('a ranking always gives out exactly what the session holds, with a row for every participant and asset', () => {
  fc.assert(fc.property(sessions.chain(session => fc.tuple(fc.constant(session), points(session), rules)), ([session, ranked, remainder]) => {
    const rows = rowsOf(session, {
      kind: 'ranking', places: ranked.map(({ participant, tenths }) => ({ participant, points: `${tenths / 10}` })), ...remainder && { remainder },
    })
    expect(rows).toHaveLength(session.participants.length * session.assets.length)
    if (session.participants.length <= 12) expect(validateAllocations(session, rows)).toEqual([])
    const whole = BigInt(ranked.reduce((sum, { tenths }) => sum + tenths, 0))
    const first = ranked.find(({ tenths }) => tenths > 0)?.participant
    const partOf = new Map(ranked.map(({ participant, tenths }) => [participant, BigInt(tenths)]))
    for (const { total, amounts } of unitsByAsset(session, rows)) {
      expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(total)
      amounts.forEach((amount, seat) => {
        const exact = total * (partOf.get(address(seat)) ?? 0n)
        const rounded = exact / whole
        if (remainder !== 'first ranked') expect(amount === rounded || (amount === rounded + 1n && exact % whole !== 0n)).toBe(true)
        else if (address(seat) !== first) expect(amount).toBe(rounded)
        else expect(amount).toBeGreaterThanOrEqual(rounded)
      })
    }
  }), { numRuns: 150 })
})

it('with the largest remainder, nobody who lost less by rounding receives a unit before somebody who lost more', () => {
  fc.assert(fc.property(sessions.chain(session => fc.tuple(fc.constant(session), points(session))), ([session, ranked]) => {
    const rows = rowsOf(session, { kind: 'ranking', places: ranked.map(({ participant, tenths }) => ({ participant, points: `${tenths / 10}` })) })
    const whole = BigInt(ranked.reduce((sum, { tenths }) => sum + tenths, 0))
    const partOf = new Map(ranked.map(({ participant, tenths }) => [participant, BigInt(tenths)]))
    for (const { total, amounts } of unitsByAsset(session, rows)) {
      const seats = amounts.map((amount, seat) => {
        const exact = total * (partOf.get(address(seat)) ?? 0n)
        return { seat, lost: exact % whole, hasMore: amount > exact / whole }
      })
      const favored = seats.filter(({ hasMore }) => hasMore)
      const others = seats.filter(({ hasMore }) => !hasMore)
      for (const one of favored) {
        expect(others.every(other => other.lost < one.lost || (other.lost === one.lost && other.seat > one.seat))).toBe(true)
      }
    }
  }), { numRuns: 100 })
})

it('percent shares with a sum of 100 always give out exactly what the session holds', () => {
  const shares = (session: AppSession) => fc.array(fc.nat({ max: 1_000_000 }), { minLength: session.participants.length - 1, maxLength: session.participants.length - 1 })
    .map((cuts) => {
      const sorted = [0, ...cuts, 1_000_000].sort((a, b) => a - b)
      return sorted.slice(1).map((cut, seat) => ({ participant: address(seat), percent: formatAmount(BigInt(cut - (sorted[seat] ?? 0)), 4) }))
    })
  fc.assert(fc.property(sessions.chain(session => fc.tuple(fc.constant(session), shares(session), rules)), ([session, list, remainder]) => {
    const rows = rowsOf(session, { kind: 'shares', shares: list, ...remainder && { remainder } })
    for (const { total, amounts } of unitsByAsset(session, rows)) expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(total)
  }), { numRuns: 100 })
})

it('a winner receives everything, and everybody else a row of zero', () => {
  fc.assert(fc.property(sessions.chain(session => fc.tuple(fc.constant(session), fc.nat({ max: session.participants.length - 1 }))), ([session, seat]) => {
    for (const { total, amounts } of unitsByAsset(session, rowsOf(session, { kind: 'winner', participant: address(seat) }))) {
      expect(amounts).toEqual(session.participants.map((_, index) => index === seat ? total : 0n))
    }
  }), { numRuns: 50 })
})
