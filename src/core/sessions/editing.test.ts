import { describe, expect, it } from 'vitest'
import {
  allocationsOf, applyPreset, canApplyPreset, changeStyle, commitAmount, createAllocationEditor, editAmount, isValid,
  setRemainder, setShare, stepAmount,
} from './editing'
import { numberStyleOf } from './numberStyle'
import { A, at, B, C, cellOf, pair, sessionWith, shown, trio, type } from '../../../test/helpers/editableSession'

describe('with two participants', () => {
  it('an edit starts with the current allocations of the session', () => {
    const edit = createAllocationEditor(pair)
    expect(shown(edit)).toBe('0.7 [0.3]')
    expect(isValid(edit)).toBe(true)
    expect(allocationsOf(edit)).toEqual(pair.allocations)
    expect(cellOf(edit, A).basisPoints).toBe(7000)
    expect(edit.rows[0]?.totalUnits).toBe(1_000_000n)
  })

  it('with two participants, the cell that is not typed into becomes the remainder', () => {
    let edit = type(createAllocationEditor(pair), A, '0.25')
    expect(shown(edit)).toBe('0.25 [0.75]')
    edit = type(edit, B, '0.1')
    expect(shown(edit)).toBe('[0.9] 0.1')
  })

  it.each(['0,50', '.5', ' 0.5 ', '0.500', '00.5'])('the amount %j is shown as it was typed, and becomes canonical on commit', (text) => {
    const typed = type(createAllocationEditor(pair), A, text)
    expect(shown(typed)).toBe(`${text} [0.5]`)
    expect(shown(commitAmount(typed, at(A)))).toBe('0.5 [0.5]')
    expect(allocationsOf(typed).map(row => row.amount)).toEqual(['0.5', '0.5'])
  })

  it.each([
    ['1.5.2', 'AMOUNT_MALFORMED'], ['1,234.5', 'ALLOCATION_ABOVE_TOTAL'], ['all', 'AMOUNT_MALFORMED'], ['1,000', 'AMOUNT_AMBIGUOUS'],
    ['0.1234567', 'AMOUNT_TOO_PRECISE'], ['-0.1', 'ALLOCATION_NEGATIVE'], ['1.000001', 'ALLOCATION_ABOVE_TOTAL'],
  ])('the text %j is marked as invalid and changes no amount', (text, code) => {
    const edit = type(createAllocationEditor(pair), A, text)
    expect(shown(edit)).toBe(`${text}! [0.3]`)
    expect(cellOf(edit, A).error?.code).toBe(code)
    expect(cellOf(edit, A).units).toBe(700_000n)
    expect(isValid(edit)).toBe(false)
    expect(allocationsOf(edit)).toEqual(pair.allocations)
    expect(shown(commitAmount(edit, at(A)))).toBe(`${text}! [0.3]`)
    expect(isValid(type(edit, A, '0.4'))).toBe(true)
  })

  it.each(['', '.', ',', '1 0', '0.5 us'])('the text %j changes no amount and is marked only on commit', (text) => {
    const edit = type(createAllocationEditor(pair), A, text)
    expect(shown(edit)).toBe(`${text} [0.3]`)
    expect(cellOf(edit, A)).toMatchObject({ isUnfinished: true, error: null, units: 700_000n })
    expect(isValid(edit)).toBe(false)
    const left = commitAmount(edit, at(A))
    expect(cellOf(left, A)).toMatchObject({ isUnfinished: false, error: { code: 'AMOUNT_MALFORMED' }, units: 700_000n })
    expect(allocationsOf(left)).toEqual(pair.allocations)
    expect(isValid(type(edit, A, '0.4'))).toBe(true)
  })

  it('an invalid text is dropped when the other field is typed into', () => {
    const edit = type(type(createAllocationEditor(pair), A, 'x'), B, '0.4')
    expect(shown(edit)).toBe('[0.6] 0.4')
    expect(isValid(edit)).toBe(true)
  })

  it('committing the remainder changes nothing', () => {
    const edit = createAllocationEditor(pair)
    expect(commitAmount(edit, at(B))).toBe(edit)
  })

  it('the step buttons and the slider stay between zero and the total', () => {
    const edit = createAllocationEditor(pair)
    expect(shown(stepAmount(edit, { ...at(A), by: 1n }))).toBe('0.700001 [0.299999]')
    expect(shown(stepAmount(edit, { ...at(A), by: -(10n ** 30n) }))).toBe('0 [1]')
    expect(shown(stepAmount(edit, { ...at(B), by: 10n ** 30n }))).toBe('[0] 1')
    expect(shown(setShare(edit, { ...at(A), units: 123_456n }))).toBe('0.123456 [0.876544]')
    expect(shown(setShare(edit, { ...at(A), units: 2_000_000n }))).toBe('1 [0]')
    expect(shown(setShare(edit, { ...at(A), units: -1n }))).toBe('0 [1]')
  })

  it('a step starts from the last valid amount when the text is invalid', () => {
    const edit = type(createAllocationEditor(pair), A, 'x')
    expect(shown(stepAmount(edit, { ...at(A), by: 100_000n }))).toBe('0.8 [0.2]')
  })

  it('an edit is never changed in place', () => {
    const edit = createAllocationEditor(pair)
    type(edit, A, '0.1')
    setRemainder(edit, at(A))
    applyPreset(edit, { kind: 'equal' })
    expect(edit).toEqual(createAllocationEditor(pair))
  })

  it('editing a field that the session does not have changes nothing', () => {
    const edit = createAllocationEditor(pair)
    expect(type(edit, C, '1')).toBe(edit)
    expect(editAmount(edit, { ...at(A, 'eth'), text: '1' })).toBe(edit)
    expect(setRemainder(edit, at(C))).toBe(edit)
  })
})

describe('with three participants', () => {
  it('with three participants, the last one is the remainder and cannot be typed into', () => {
    const edit = createAllocationEditor(trio)
    expect(shown(edit)).toBe('0.2 0.5 [0.3]')
    expect(type(edit, C, '0.1')).toBe(edit)
    expect(stepAmount(edit, { ...at(C), by: 1n })).toBe(edit)
    expect(setShare(edit, { ...at(C), units: 1n })).toBe(edit)
  })

  it('with three participants, an edit changes only the edited cell and the remainder', () => {
    expect(shown(type(createAllocationEditor(trio), A, '0.4'))).toBe('0.4 0.5 [0.1]')
    expect(shown(stepAmount(createAllocationEditor(trio), { ...at(A), by: 10n ** 9n }))).toBe('0.5 0.5 [0]')
  })

  it('cells and assets that an edit does not change stay the same objects, so that they are not rendered again', () => {
    const edit = createAllocationEditor(sessionWith([A, B, C], {
      eth: { decimals: 6, amounts: ['1', '0', '0'] }, usdc: { decimals: 6, amounts: ['0.2', '0.5', '0.3'] },
    }))
    const typed = type(edit, A, '0.25')
    expect(typed.rows[0]).toBe(edit.rows[0])
    expect(typed.rows[1]?.cells.map((cell, index) => cell === edit.rows[1]?.cells[index])).toEqual([false, true, false])
  })

  it('an amount above what the other cells leave is invalid, and the error says how much is available', () => {
    const edit = type(createAllocationEditor(trio), A, '0.6')
    expect(shown(edit)).toBe('0.6! 0.5 [0.3]')
    expect(cellOf(edit, A).error?.data).toMatchObject({ amount: '0.6', asset: 'usdc', total: '1', available: '0.5' })
  })

  it('an invalid text that has become valid is accepted when it is committed, not before', () => {
    const flagged = type(createAllocationEditor(trio), A, '0.6')
    const roomy = type(flagged, B, '0.1')
    expect(shown(roomy)).toBe('0.6! 0.1 [0.7]')
    expect(shown(commitAmount(roomy, at(A)))).toBe('0.6 0.1 [0.3]')
  })

  it('setRemainder makes another cell the remainder without changing an amount', () => {
    const edit = setRemainder(type(createAllocationEditor(trio), A, 'x'), at(A))
    expect(shown(edit)).toBe('[0.2] 0.5 0.3')
    expect(isValid(edit)).toBe(true)
    expect(shown(type(edit, C, '0'))).toBe('[0.5] 0.5 0')
    expect(setRemainder(edit, at(A))).toBe(edit)
  })
})

describe('unusual sessions', () => {
  it('the only participant of a session gets everything', () => {
    const edit = createAllocationEditor(sessionWith([A], { usdc: { decimals: 6, amounts: ['1'] } }))
    expect(shown(type(edit, A, '0.5'))).toBe('[1]')
  })

  it('each asset is edited separately, at its own scale', () => {
    const edit = createAllocationEditor(sessionWith([A, B], {
      eth: { decimals: 18, amounts: ['0.000000000000000001', '0'] }, usdc: { decimals: 6, amounts: ['0.70000001', '0'] },
    }))
    expect(shown(editAmount(edit, { ...at(A), text: '0.00000001' }))).toBe('0.000000000000000001 [0] 0.00000001 [0.7]')
  })

  it('a session that never held anything has no rows to edit', () => {
    const edit = createAllocationEditor(sessionWith([A, B], {}))
    expect(edit.rows).toEqual([])
    expect(isValid(edit)).toBe(true)
    expect(canApplyPreset(edit, { kind: 'equal' })).toBe(false)
  })

  it('an edit is invalid while the ledger is negative', () => {
    const edit = createAllocationEditor(sessionWith([A, B], { usdc: { decimals: 6, amounts: ['-1', '0.5'] } }))
    expect(cellOf(edit, A).error?.code).toBe('ALLOCATION_NEGATIVE')
    expect(isValid(stepAmount(edit, { ...at(B), by: 1n }))).toBe(false)
    expect(isValid(type(edit, B, '0'))).toBe(false)
    expect(canApplyPreset(edit, { kind: 'equal' })).toBe(false)
  })
})

describe('number styles', () => {
  const large = sessionWith([A, B], { usdc: { decimals: 6, amounts: ['1000.5', '1000.125'] } })
  const [german, english] = [numberStyleOf('de'), numberStyleOf('en-US')]

  it('a German field shows a comma, and reads a point before three digits as a group', () => {
    const edit = createAllocationEditor(large, german)
    expect(shown(edit)).toBe('1000,5 [1000,125]')
    expect(cellOf(type(edit, A, '1.000'), A)).toMatchObject({ units: 1_000_000_000n, error: null })
    expect(cellOf(type(edit, A, '1,000'), A)).toMatchObject({ units: 1_000_000n, error: null })
    expect(shown(commitAmount(type(edit, A, '1.250,50'), at(A)))).toBe('1250,5 [750,125]')
  })

  it('an English field reads a comma before three digits as a group', () => {
    const edit = createAllocationEditor(large, english)
    expect(shown(commitAmount(type(edit, A, '1,000'), at(A)))).toBe('1000 [1000.625]')
    expect(shown(commitAmount(type(edit, A, '1.000'), at(A)))).toBe('1 [1999.625]')
  })

  it.each([german, english, null])('leaving a field that was not typed into never changes its amount (%j)', (style) => {
    const small = createAllocationEditor(sessionWith([A, B], { usdc: { decimals: 6, amounts: ['1.125', '1.125'] } }), style)
    const chosen = setShare(small, { ...at(A), units: 1_125_000n })
    for (const cell of [A, B]) expect(allocationsOf(commitAmount(chosen, at(cell)))).toEqual(allocationsOf(small))
    expect(isValid(commitAmount(chosen, at(A)))).toBe(true)
  })

  it('changing the style changes what fields show, except a text that is being typed', () => {
    const typed = type(createAllocationEditor(large, english), A, '1.50')
    const changed = changeStyle(typed, german)
    expect(shown(changed)).toBe('1.50 [1999,125]')
    expect(allocationsOf(changed)).toEqual(allocationsOf(typed))
  })
})

it('the shares of all participants add up to 100 %, with the largest remainders rounded up', () => {
  const thirds = sessionWith([A, B, C], { usdc: { decimals: 6, amounts: ['0.000001', '0.000001', '0.000001'] } })
  expect(createAllocationEditor(thirds).rows[0]?.cells.map(cell => cell.basisPoints)).toEqual([3334, 3333, 3333])
  const uneven = sessionWith([A, B, C], { usdc: { decimals: 6, amounts: ['0.7', '0.25', '0.8'] } })
  expect(createAllocationEditor(uneven).rows[0]?.cells.map(cell => cell.basisPoints)).toEqual([4000, 1429, 4571])
})
