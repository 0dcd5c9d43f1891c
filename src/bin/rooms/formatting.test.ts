import { expect, it } from 'vitest'
import { ageText, columns } from './formatting'

it.each([[0, '0 s'], [999, '0 s'], [59_999, '59 s'], [60_000, '1 min 0 s'], [11_520_000, '3 h 12 min'], [90_000_000, '1 d 1 h']])('an age of %i ms reads as %s', (ms, text) => {
  expect(ageText(ms)).toBe(text)
})

it('columns are as wide as their longest cell, and lines have no spaces at their end', () => {
  expect(columns([['A', 'LONG', 'C'], ['wide', 'b', '']])).toBe('A     LONG  C\nwide  b\n')
})
