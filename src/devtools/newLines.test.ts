import { expect, it } from 'vitest'
import type { ClosingLogEntry } from '../core/closing/types'
import { newLines } from './newLines'

const line = (at: number, name = 'looked'): ClosingLogEntry => ({ at, type: 'evidence', name, details: '', attempts: {} })
const lines = (from: number, to: number): ClosingLogEntry[] => Array.from({ length: to - from }, (_, index) => line(from + index))

it('newLines gives the lines that were appended since the log was read', () => {
  expect(newLines([], lines(0, 2))).toEqual(lines(0, 2))
  expect(newLines(lines(0, 2), lines(0, 5))).toEqual(lines(2, 5))
  expect(newLines(lines(0, 5), lines(0, 5))).toEqual([])
})

it('newLines gives each line of a full log once, although the oldest lines were dropped', () => {
  expect(newLines(lines(0, 500), lines(3, 503))).toEqual(lines(500, 503))
  expect(newLines(lines(0, 500), lines(600, 1100))).toEqual(lines(600, 1100))
})

it('newLines tells two lines of the same moment apart', () => {
  const now = [line(1, 'looked'), line(1, 'probed'), line(1, 'looked')]
  expect(newLines(now.slice(0, 2), now)).toEqual([line(1, 'looked')])
})
