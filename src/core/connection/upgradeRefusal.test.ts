import { expect, it } from 'vitest'
import { readRetryAfter } from './upgradeRefusal'

const NOW = Date.UTC(2015, 9, 21, 7, 26, 0)

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 120_000],
  ['Wed, 21 Oct 2015 07:24:00 GMT', 0],
  ['999999999999999999999', 86_400_000],
  ['-5', 0],
  ['soon', 0],
  ['', 0],
  [undefined, 0],
])('the header Retry-After: %s asks for a wait of %i ms', (header, wait) => {
  expect(readRetryAfter(header, NOW)).toBe(wait)
})
