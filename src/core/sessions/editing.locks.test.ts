import { expect, it } from 'vitest'
import { at, A, B, C, cellOf, pair, shown, trio, type } from '../../../test/helpers/editableSession'
import { createAllocationEditor, isValid, setLocked, setRemainder, stepAmount, type AllocationEdit } from './editing'

const lock = (edit: AllocationEdit, participant: string, isLocked = true): AllocationEdit =>
  setLocked(edit, { ...at(participant), isLocked })

it('a locked cell cannot be typed into, stepped, or made the remainder, until it is unlocked', () => {
  const edit = lock(createAllocationEditor(trio), A)
  expect(cellOf(edit, A).isLocked).toBe(true)
  expect(type(edit, A, '0.1')).toBe(edit)
  expect(stepAmount(edit, { ...at(A), by: 1n })).toBe(edit)
  expect(setRemainder(edit, at(A))).toBe(edit)
  expect(shown(type(lock(edit, A, false), A, '0.1'))).toBe('0.1 0.5 [0.4]')
})

it('locking the remainder makes the last other unlocked participant the remainder', () => {
  const edit = lock(createAllocationEditor(trio), C)
  expect(shown(edit)).toBe('0.2 [0.5] 0.3')
  expect(shown(type(edit, A, '0.6'))).toBe('0.6 [0.1] 0.3')
})

it('an amount that the locked cells do not leave is marked, with what they leave', () => {
  const edit = type(lock(createAllocationEditor(trio), C), A, '0.8')
  expect(shown(edit)).toBe('0.8! [0.5] 0.3')
  expect(cellOf(edit, A).error).toMatchObject({ code: 'ALLOCATION_ABOVE_TOTAL', data: { available: '0.7' } })
})

it('the only unlocked cell of an asset cannot be locked', () => {
  const edit = lock(lock(createAllocationEditor(trio), A), B)
  expect(shown(edit)).toBe('0.2 0.5 [0.3]')
  expect(lock(edit, C)).toBe(edit)
})

it('locking a cell replaces its invalid text by its amount', () => {
  const edit = lock(type(createAllocationEditor(trio), A, 'x'), A)
  expect(shown(edit)).toBe('0.2 0.5 [0.3]')
  expect(isValid(edit)).toBe(true)
})

it('with two participants, a lock holds both amounts', () => {
  const edit = lock(createAllocationEditor(pair), B)
  expect(shown(edit)).toBe('[0.7] 0.3')
  expect(type(edit, A, '0.1')).toBe(edit)
  expect(type(edit, B, '0.1')).toBe(edit)
})
