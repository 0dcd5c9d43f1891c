import { expect, it } from 'vitest'
import { isPlainNote, plainNoteOf } from './plainNote'

it.each([
  ['  we\nagreed on\t 60 : 40 ', 'we agreed on 60 : 40'], ['\u202eevil\u200b', 'evil'], ['ﬂour 😀', 'ﬂour 😀'], ['', ''],
  ['x'.repeat(200), 'x'.repeat(140)], ['😀'.repeat(141), '😀'.repeat(140)], [`${'x'.repeat(139)} y`, 'x'.repeat(139)], ['\ud800', ''],
])('what a person typed, %j, becomes a note that can be sent', (typed, note) => {
  expect(plainNoteOf(typed)).toBe(note)
  expect(isPlainNote(note)).toBe(true)
})

it.each(['x'.repeat(141), 'a\nb', '\u202ea', 'a\u200bb', '\ud800', '\u2028', '\0'])('%j is not a note that can be sent', (note) => {
  expect(isPlainNote(note)).toBe(false)
})
