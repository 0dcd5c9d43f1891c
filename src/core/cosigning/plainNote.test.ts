import { expect, it } from 'vitest'
import { isPlainNote, plainNoteOf } from './plainNote'

it.each([
  ['  we\nagreed on\t 60 : 40 ', 'we agreed on 60 : 40'], ['\u202eevil\u200b', 'evil'], ['ﬂour 😀', 'ﬂour 😀'], ['', ''],
  ['x'.repeat(200), 'x'.repeat(140)], ['😀'.repeat(141), '😀'.repeat(140)], [`${'x'.repeat(139)} y`, 'x'.repeat(139)], ['\ud800', ''],
  ['\u3164\u115f\u1160\uffa0\u034f', ''], ['a\u2800b', 'a b'], ['i\u2764\ufe0f you', 'i\u2764 you'], ['👨\u200d👩\u200d👧', '👨👩👧'],
  ['می\u200cخواهم', 'میخواهم'], ['لا أوافق على المبلغ ٤٠', 'لا أوافق على المبلغ ٤٠'], ['क्षमा', 'क्षमा'], ['e\u0301', 'e\u0301'],
])('what a person typed, %j, becomes a note that can be sent', (typed, note) => {
  expect(plainNoteOf(typed)).toBe(note)
  expect(isPlainNote(note)).toBe(true)
})

it.each(['x'.repeat(141), 'a\nb', '\u202ea', 'a\u200bb', '\ud800', '\u2028', '\0'])('%j is not a note that can be sent', (note) => {
  expect(isPlainNote(note)).toBe(false)
})

it.each([
  0x00ad, 0x034f, 0x061c, 0x115f, 0x1160, 0x17b4, 0x180e, 0x200d, 0x2060, 0x2066, 0x2800, 0x3164, 0xe000, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfffb, 0xe0020, 0xe0100,
])('a note with the invisible character %i cannot be sent, and the character is left out of what a person typed', (code) => {
  const character = String.fromCodePoint(code)
  expect(isPlainNote(`pay${character}me`)).toBe(false)
  expect(plainNoteOf(`pay${character}me`).replace(' ', '')).toBe('payme')
})
