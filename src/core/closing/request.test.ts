import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ALICE, BOB, SESSION_ID, split } from '../../../test/helpers/scriptedProtocol'
import type { Allocation } from '../sessions/types'
import { copyRequest, fingerprintOf, parseSessionId } from './request'

const fingerprint = (allocations: readonly Allocation[], sessionData?: string) =>
  fingerprintOf({ allocations, ...sessionData !== undefined && { sessionData } })
const row = (participant: string, amount: string, asset = 'usdc') => ({ participant, asset, amount }) as Allocation
const BASE = split('0.7', '0.3')

it('two requests with the same rows have the same fingerprint', () => {
  expect(fingerprint(split('0.7', '0.3'))).toBe(fingerprint(BASE))
})

it('the order of the rows does not change the fingerprint', () => {
  const rows = [...BASE, row(ALICE, '5', 'weth'), row(BOB, '6', 'weth')]
  fc.assert(fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
    expect(fingerprint(shuffled)).toBe(fingerprint(rows))
  }))
})

it.for<[one: string, other: string]>([
  ['0.7', '0.70'], ['0.7', '00.7'], ['0.7', '0.7000000000000000000000'], ['7', '7.0'], ['7', '007.00'], ['100', '100.000'],
])('the amounts %s and %s give the same fingerprint', ([one, other]) => {
  expect(fingerprint([row(ALICE, other)])).toBe(fingerprint([row(ALICE, one)]))
})

it('any spelling of the same number gives the same fingerprint', () => {
  const spelling = fc.tuple(fc.nat({ max: 3 }), fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 10 ** 6 }), fc.nat({ max: 5 }))
  fc.assert(fc.property(spelling, ([zerosBefore, whole, fraction, zerosAfter]) => {
    const plain = `${whole}.${fraction}`
    expect(fingerprint([row(ALICE, `${'0'.repeat(zerosBefore)}${plain}${'0'.repeat(zerosAfter)}`)])).toBe(fingerprint([row(ALICE, plain)]))
  }))
})

it('a row of zero does not change the fingerprint, however the zero is written', () => {
  const plain = fingerprint([row(ALICE, '1')])
  for (const zero of ['0', '0.0', '000', '0.000000']) expect(fingerprint([row(ALICE, '1'), row(BOB, zero)])).toBe(plain)
})

it.for<[string, Allocation[]]>([
  ['another amount', split('0.8', '0.2')],
  ['an amount that differs in the 30th decimal', [row(ALICE, `0.7${'0'.repeat(28)}1`), row(BOB, '0.3')]],
  ['an amount that is equal as a floating-point number', [row(ALICE, '0.70000000000000000001'), row(BOB, '0.3')]],
  ['swapped participants', split('0.3', '0.7')],
  ['another asset', [row(ALICE, '0.7', 'weth'), row(BOB, '0.3')]],
  ['a missing row', [row(ALICE, '0.7')]],
  ['a row twice', [...BASE, row(BOB, '0.3')]],
  ['a negative amount', [row(ALICE, '-0.7'), row(BOB, '0.3')]],
  ['a text that is not an amount', [row(ALICE, '0,7'), row(BOB, '0.3')]],
  ['no rows', []],
])('a request with %s has another fingerprint', ([, allocations]) => {
  expect(fingerprint(allocations)).not.toBe(fingerprint(BASE))
})

it('texts of a request that are not amounts are compared as they are written', () => {
  expect(fingerprint([row(ALICE, 'much')])).toBe(fingerprint([row(ALICE, 'much')]))
  expect(fingerprint([row(ALICE, 'much')])).not.toBe(fingerprint([row(ALICE, 'more')]))
  expect(fingerprint([row(ALICE, '1e3')])).not.toBe(fingerprint([row(ALICE, '1000')]))
})

it('fields of a row cannot be moved into each other to make another request look the same', () => {
  expect(fingerprint([row('a","b', '1', 'c')])).not.toBe(fingerprint([row('a', '1', 'b","c')]))
  expect(fingerprint([row('a', '1', 'b,c')])).not.toBe(fingerprint([row('a,b', '1', 'c')]))
})

it('requests with different session data have different fingerprints', () => {
  const fingerprints = [fingerprint(BASE), fingerprint(BASE, ''), fingerprint(BASE, '{}'), fingerprint(BASE, '{ }'), fingerprint(BASE, 'null')]
  expect(new Set(fingerprints).size).toBe(fingerprints.length)
})

it('requests that differ in a number have different fingerprints', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 40n })
  fc.assert(fc.property(amount, amount, (one, other) => {
    fc.pre(one !== other)
    expect(fingerprint([row(ALICE, String(one))])).not.toBe(fingerprint([row(ALICE, String(other))]))
  }))
})

it('a copied request does not change when the caller changes the rows or the list', () => {
  const request = { sessionId: SESSION_ID, allocations: split('0.7', '0.3'), sessionData: 'data' }
  const copy = copyRequest(request)
  const [first] = request.allocations
  if (first) first.amount = '9'
  request.allocations.push(...split('1', '1'))
  request.sessionData = 'other'
  expect(copy).toEqual({ sessionId: SESSION_ID, allocations: BASE, sessionData: 'data' })
})

it('a copied request keeps the very signal of the caller', () => {
  const { signal } = new AbortController()
  expect(copyRequest({ sessionId: SESSION_ID, allocations: [], signal }).signal).toBe(signal)
})

it('a copied request has the fingerprint of the original', () => {
  const request = { sessionId: SESSION_ID, allocations: BASE, sessionData: 'data' }
  expect(fingerprintOf(copyRequest(request))).toBe(fingerprintOf(request))
})

it.for([['null', null], ['undefined', undefined], ['a number', 5], ['an object', {}]] as const)(
  'allocations that are %s are copied as an empty list, for the validation to refuse', ([, allocations]) => {
    expect(copyRequest({ sessionId: SESSION_ID, allocations: allocations as never }).allocations).toEqual([])
  })

it('rows of a wrong form survive the copy as rows, for the validation to refuse', () => {
  expect(copyRequest({ sessionId: SESSION_ID, allocations: [null, undefined, 1] as never }).allocations).toEqual([{}, {}, {}])
})

it.for([['a text with U+0000', 'a\0b'], ['a number', 1], ['an object', {}], ['a list', []], ['false', false]] as const)(
  'session data that is %s is refused as an invalid option', ([, sessionData]) => {
    expect(() => copyRequest({ sessionId: SESSION_ID, allocations: BASE, sessionData: sessionData as never }))
      .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }) as Error)
  })

it.for([['absent', undefined], ['null', null], ['an empty text', '']] as const)('session data that is %s is accepted', ([, sessionData]) => {
  expect(copyRequest({ sessionId: SESSION_ID, allocations: BASE, sessionData: sessionData as never }).sessionData).toBe(sessionData)
})

it('a session id of 64 lower-case hex digits is accepted as it is', () => {
  expect(parseSessionId(SESSION_ID)).toBe(SESSION_ID)
})

it.for([
  ['in upper case', `0x${'AB'.repeat(32)}`], ['in mixed case', `0x${'aB'.repeat(32)}`], ['with 0X', `0X${'AB'.repeat(32)}`],
  ['without 0x', 'ab'.repeat(32)],
] as const)('a session id %s is accepted, and becomes the id that the node knows', ([, sessionId]) => {
  expect(parseSessionId(sessionId)).toBe(`0x${'ab'.repeat(32)}`)
})

it('requests that differ only in the case of addresses ask for the same', () => {
  const rows = [{ participant: '0xABcd', asset: 'usdc', amount: '1' }]
  expect(fingerprintOf({ allocations: rows })).toBe(fingerprintOf({ allocations: [{ ...rows[0] as Allocation, participant: '0xabcd' }] }))
})

it.for([
  ['that is too short', `0x${'ab'.repeat(31)}`],
  ['that is too long', `0x${'ab'.repeat(33)}`], ['with other letters', `0x${'xy'.repeat(32)}`], ['with a line break inside', `${SESSION_ID.slice(0, 30)}\n${SESSION_ID.slice(30)}`],
  ['that is empty', ''], ['that is undefined', undefined as never],
] as const)('a session id %s is refused', ([, sessionId]) => {
  expect(() => parseSessionId(sessionId)).toThrow(expect.objectContaining({ code: 'SESSION_ID_INVALID' }) as Error)
})

it('the error for a very long session id shows only its beginning', () => {
  expect(() => parseSessionId(`0x${'ab'.repeat(500_000)}`)).toThrow(expect.objectContaining({ info: expect.objectContaining({
    what: `"0x${'ab'.repeat(39)}…" is not a valid session id.`,
  }) }) as Error)
})

it.for([
  ['something that is not an object', 'close', SESSION_ID as never],
  ['nothing', 'close', undefined as never],
  ['a controller in place of its signal', 'signal', { sessionId: SESSION_ID, allocations: [], signal: new AbortController() as never }],
  ['session data with U+0000', 'sessionData', { sessionId: SESSION_ID, allocations: [], sessionData: 'a\0' }],
  ['session data that was cut within a character', 'sessionData', { sessionId: SESSION_ID, allocations: [], sessionData: '👍'.slice(0, 1) }],
] as const)('a request with %s is refused, and the error names %s', ([, option, request]) => {
  expect(() => copyRequest(request)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) }) }) as Error)
})
