import { expect, it, test } from 'vitest'
import { directionOf, isolated, numberIn, regionalTag, timeIn, validTag } from './language'

it.each([['ar', 'rtl'], ['ar-EG', 'rtl'], ['he', 'rtl'], ['fa_IR', 'rtl'], ['de', 'ltr'], ['zh-Hans', 'ltr'], ['az-Arab', 'rtl'], ['not a tag', 'ltr'], ['', 'ltr']])('directionOf gives the direction of the tag %j', (tag, direction) => {
  expect(directionOf(tag)).toBe(direction)
})

test('isolated marks a value inside a text that is written from right to left only', () => {
  expect(isolated('0x01', 'ar')).toBe('\u20680x01\u2069')
  expect(isolated('0x01', 'de')).toBe('0x01')
})

test('regionalTag prefers the region of the browser in the same language', () => {
  expect(regionalTag('de', ['fr-CH', 'de-CH', 'de'])).toBe('de-CH')
  expect(regionalTag('zh-Hans', ['zh-CN'])).toBe('zh-CN')
  expect(regionalTag('de', ['en-US'])).toBe('de')
  expect(regionalTag('de', [])).toBe('de')
})

test('numberIn and timeIn use the digits 0 to 9 in every language', () => {
  expect(numberIn(12345, 'de')).toBe('12.345')
  expect(numberIn(12345, 'ar-EG')).toMatch(/^12.345$/)
  expect(timeIn(0, 'ar-EG')).toMatch(/[0-9]/)
})

test('numberIn and timeIn use the language of the runtime for a tag that is not valid', () => {
  expect(numberIn(7, 'not a tag')).toBe('7')
  expect(timeIn(0, 'not a tag')).toBe(timeIn(0, null))
  expect(validTag('de_CH')).toBe('de-CH')
})
