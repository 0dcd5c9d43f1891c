import { describe, expect, it } from 'vitest'
import { ALICE, BOB, CAROL, sampleSession } from '../../../test/helpers/sampleSession'
import { readRequest } from './readRequest'
import { requestHash } from './requestHash'
import { keptRows, roomAllocations } from './roomAllocations'
import type { RoomResult } from './types'

const sessionId = `0x${'a'.repeat(64)}`
const request = (result: unknown) => ({ sessionId, result: result as RoomResult })
const place = (participant: string, points: string | number) => ({ participant, points })
const share = (participant: string, percent: string | number) => ({ participant, percent })
const row = (participant: string, amount: unknown, asset: unknown = 'usdc') => ({ participant, asset, amount })

describe('results that are refused without the session', () => {
  it.each<[string, unknown, string, string?]>([
    ['nothing', undefined, 'ROOM_RESULT_INVALID', '"kind" must be'],
    ['an unknown kind', { kind: 'draw' }, 'ROOM_RESULT_INVALID', '"kind" must be'],
    ['a winner without an address', { kind: 'winner' }, 'ROOM_RESULT_INVALID', 'does not name a participant'],
    ['a ranking that is not a list', { kind: 'ranking', places: 5 }, 'ROOM_RESULT_INVALID', '"places" must be a list'],
    ['an empty ranking', { kind: 'ranking', places: [] }, 'ROOM_RESULT_INVALID', 'Nobody has a point'],
    ['a ranking in which nobody has points', { kind: 'ranking', places: [place(ALICE, 0), place(BOB, '0.0')] }, 'ROOM_RESULT_INVALID', 'Nobody has a point'],
    ['a participant who is ranked twice', { kind: 'ranking', places: [place(ALICE, 2), place(ALICE.toLowerCase(), 1)] }, 'ROOM_RESULT_INVALID', 'twice'],
    ['negative points', { kind: 'ranking', places: [place(ALICE, 2), place(BOB, '-1')] }, 'ALLOCATION_NEGATIVE'],
    ['points as a fraction in a number', { kind: 'ranking', places: [place(ALICE, 0.5)] }, 'AMOUNT_NOT_TEXT'],
    ['points that are not a number', { kind: 'ranking', places: [place(ALICE, '1e3')] }, 'AMOUNT_MALFORMED'],
    ['a remainder rule that does not exist', { kind: 'ranking', places: [place(ALICE, 1)], remainder: 'last' }, 'ROOM_RESULT_INVALID', '"remainder" must be'],
    ['shares below 100 percent', { kind: 'shares', shares: [share(ALICE, '99.999'), share(BOB, 0)] }, 'ROOM_RESULT_INVALID', '100 percent'],
    ['shares above 100 percent', { kind: 'shares', shares: [share(ALICE, 100), share(BOB, '0.0001')] }, 'ROOM_RESULT_INVALID', '100 percent'],
    ['rows without an asset', { kind: 'rows', allocations: [row(ALICE, '1', '')] }, 'ROOM_RESULT_INVALID', 'does not name an asset'],
    ['rows with an amount as a number', { kind: 'rows', allocations: [row(ALICE, 1)] }, 'AMOUNT_NOT_TEXT'],
    ['a refund with a negative deposit', { kind: 'refund', deposits: [row(ALICE, '-1')] }, 'ALLOCATION_NEGATIVE'],
  ])('a room result with %s is refused', (_, result, code, reason = '') => {
    expect(() => readRequest(request(result))).toThrow(expect.objectContaining({ code, message: expect.stringContaining(reason) as string }))
  })

  it.each([5, 'a\0b'])('session data that no node can keep is refused: %j', (sessionData) => {
    expect(() => readRequest({ ...request({ kind: 'winner', participant: ALICE }), sessionData: sessionData as never })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
  })
})

describe('results that do not fit the session', () => {
  it.each<[string, RoomResult, string]>([
    ['a winner who does not take part', { kind: 'winner', participant: CAROL }, 'ALLOCATION_NON_PARTICIPANT'],
    ['a ranked stranger', { kind: 'ranking', places: [place(CAROL, 1)] }, 'ALLOCATION_NON_PARTICIPANT'],
    ['a mistyped address', { kind: 'winner', participant: ALICE.replace('C5', 'c5') }, 'ADDRESS_CHECKSUM'],
    ['a refund to a stranger', { kind: 'refund', deposits: [row(CAROL, '1')] as never }, 'ALLOCATION_NON_PARTICIPANT'],
    ['deposits of less than the session holds', { kind: 'refund', deposits: [row(ALICE, '0.5')] as never }, 'ALLOCATION_SUM_MISMATCH'],
    ['deposits of more than the session holds', { kind: 'refund', deposits: [row(ALICE, '0.8'), row(BOB, '0.3')] as never }, 'ALLOCATION_SUM_MISMATCH'],
    ['rows of an asset that the session does not hold', { kind: 'rows', allocations: [row(ALICE, '1', 'eth')] as never }, 'ALLOCATION_UNKNOWN_ASSET'],
    ['rows with too many decimals', { kind: 'rows', allocations: [row(ALICE, '0.9999999'), row(BOB, '0.0000001')] as never }, 'AMOUNT_TOO_PRECISE'],
  ])('a room result with %s is refused', (_, result, code) => {
    const { result: checked } = readRequest(request(result))
    expect(() => roomAllocations(sampleSession(), checked, null)).toThrow(expect.objectContaining({ code }))
  })
})

describe('rows that were computed before', () => {
  const rows = [row(ALICE, '0.3'), row(BOB, '0.7')] as never

  it('rows that add up to what the session holds are kept', () => {
    expect(keptRows(sampleSession(), rows)).toBe(rows)
  })

  it('rows are not kept once the session holds another amount', () => {
    expect(keptRows(sampleSession({ assets: [{ symbol: 'usdc', decimals: 6, scale: 6, total: '1.5' }] }), rows)).toBeNull()
  })
})

describe('the rule for what is left over', () => {
  const session = sampleSession({ assets: [{ symbol: 'usdc', decimals: 0, scale: 0, total: '5' }], allocations: [] })
  const amounts = (result: RoomResult) => roomAllocations(session, readRequest(request(result)).result, null).map(({ amount }) => amount)

  it('by the largest remainder, a tie goes to the participant who comes first in the session', () => {
    expect(amounts({ kind: 'ranking', places: [place(BOB, 1), place(ALICE, 1)] })).toEqual(['3', '2'])
  })

  it('with the remainder rule `first ranked`, the units that are left over go to the first place', () => {
    expect(amounts({ kind: 'ranking', places: [place(BOB, 1), place(ALICE, 1)], remainder: 'first ranked' })).toEqual(['2', '3'])
  })

  it('with the remainder rule `first ranked`, the units that are left over do not go to a participant without points', () => {
    expect(amounts({ kind: 'ranking', places: [place(BOB, 0), place(ALICE, 1)], remainder: 'first ranked' })).toEqual(['5', '0'])
  })
})

describe('the hash of a request', () => {
  const hash = (result: RoomResult, more: object = {}) => requestHash(readRequest({ ...request(result), ...more }))

  it('the hash does not depend on the case of addresses and the spelling of numbers', () => {
    expect(hash({ kind: 'ranking', places: [place(ALICE, 2), place(BOB, '1.50')] })).toBe(hash({ kind: 'ranking', places: [place(ALICE.toLowerCase(), '2.0'), place(BOB, '1.5')] }))
    expect(hash({ kind: 'rows', allocations: [row(ALICE, '1'), row(BOB, '0')] as never })).toBe(hash({ kind: 'rows', allocations: [row(BOB, '0.0'), row(ALICE, '1.0')] as never }))
  })

  it('the hash depends on everything that changes what is paid or stored', () => {
    const winner: RoomResult = { kind: 'winner', participant: ALICE }
    const places = [place(ALICE, 2), place(BOB, 1)]
    const hashes = [
      hash(winner), hash({ kind: 'winner', participant: BOB }), hash(winner, { sessionData: '' }), hash(winner, { sessionData: 'x' }), hash(winner, { sessionId: `0x${'b'.repeat(64)}` }),
      hash({ kind: 'ranking', places }), hash({ kind: 'ranking', places, remainder: 'first ranked' }), hash({ kind: 'ranking', places: [...places].reverse() }),
      hash({ kind: 'shares', shares: [share(ALICE, 100)] }), hash({ kind: 'rows', allocations: [row(ALICE, '1')] as never }), hash({ kind: 'refund', deposits: [row(ALICE, '1')] as never }),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})
