import { expect, it } from 'vitest'
import { sessionWith } from '../../../../test/helpers/editableSession'
import { createAllocationEditor, setLocked, setRemainder, type AllocationEdit } from '../../../core/sessions/editing'
import { numberStyleOf } from '../../../core/sessions/numberStyle'
import { canDivide, divide, readPart, restOfPercent, type Division, type DivisionUnit } from './division'

const [A, B, C] = ['0xAaaa', '0xBbbb', '0xCccc'] as const
const session = sessionWith([A, B, C], { usdc: { decimals: 2, amounts: ['0.2', '0.5', '0.3'] } })
const start = createAllocationEditor(session)

function divided(unit: DivisionUnit, texts: Readonly<Record<string, string>>, edit: AllocationEdit = start, locale = 'en'): Division {
  const [row] = edit.rows
  if (!row) throw new Error('There is no row.')
  return divide(session, row, unit, new Map(Object.entries(texts)), numberStyleOf(locale))
}
const amountsOf = ({ shares }: Division) => shares.map(({ amount }) => amount)

it('percentages that add up to 100 divide everything, and the unit left over goes to the participant who lost the most', () => {
  const division = divided('percent', { [A]: '33.3', [B]: '33.4', [C]: '33.3' })
  expect([division.problem, division.sum, amountsOf(division)]).toEqual([null, '100', ['0.33', '0.34', '0.33']])
})

it('equal points leave the last unit to the remainder', () => {
  const ones = { [A]: '1', [B]: '1', [C]: '1' }
  expect(amountsOf(divided('points', ones))).toEqual(['0.33', '0.33', '0.34'])
  expect(amountsOf(divided('points', ones, setRemainder(start, { participant: A, asset: 'usdc' })))).toEqual(['0.34', '0.33', '0.33'])
})

it('percentages below and above 100 give no amounts, and say how much is missing or too much', () => {
  for (const [text, problem, sum, difference] of [['9.99', 'below', '99.99', '0.01'], ['10.5', 'above', '100.5', '0.5']] as const) {
    expect(divided('percent', { [A]: '90', [B]: text })).toMatchObject({ problem, sum, difference })
    expect(amountsOf(divided('percent', { [A]: '90', [B]: text }))).toEqual([null, null, null])
  }
})

it('a text that is not a number is marked for its participant alone', () => {
  for (const text of ['x', '-1', '1.2.3', '.', '1e3']) {
    const division = divided('points', { [A]: text, [B]: '1' })
    expect([text, division.problem, division.shares.map(({ isInvalid }) => isInvalid)]).toEqual([text, 'invalid', [true, false, false]])
  }
})

it('points that are all zero cannot be applied, and empty texts are zero', () => {
  expect(divided('points', { [A]: '0', [B]: ' ' }).problem).toBe('zero')
  expect(amountsOf(divided('points', { [B]: '2.5' }))).toEqual(['0', '1', '0'])
})

it('typed numbers divide only what the locked amounts leave, and a locked amount stays', () => {
  const locked = setLocked(start, { participant: B, asset: 'usdc', isLocked: true })
  const division = divided('percent', { [A]: '60', [B]: '900', [C]: '40' }, locked)
  expect([division.problem, division.available, amountsOf(division)]).toEqual([null, '0.5', ['0.3', '0.5', '0.2']])
})

it('a number is read as people of the language write it, also with a percent sign', () => {
  expect(readPart('12,5 %', numberStyleOf('de'))).toBe(readPart('12.5', null))
  expect(readPart('٥٠٪', null)).toBe(readPart('50', null))
  expect(divided('percent', { [A]: '1.000', [B]: '99' }, start, 'de').problem).toBe('above')
})

it('the rest of a percentage is what is missing to 100, and there is none for more than 100', () => {
  expect(restOfPercent('33,3', numberStyleOf('de'))).toBe('66.7')
  expect([restOfPercent('100.1', null), restOfPercent('x', null)]).toEqual([null, null])
})

it('an asset can be divided while it has an amount and two participants are not locked', () => {
  const rowOf = (edit: AllocationEdit) => edit.rows[0] ?? (() => { throw new Error('There is no row.') })()
  const one = setLocked(start, { participant: A, asset: 'usdc', isLocked: true })
  expect([canDivide(rowOf(start)), canDivide(rowOf(one))]).toEqual([true, true])
  expect(canDivide(rowOf(setLocked(one, { participant: B, asset: 'usdc', isLocked: true })))).toBe(false)
  expect(canDivide({ ...rowOf(start), totalUnits: 0n })).toBe(false)
})
