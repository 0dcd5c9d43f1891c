import { expect, it } from 'vitest'
import { createTokenBucket } from './tokenBucket'

it('a bucket gives its burst at once, then as many tokens as come back, and takes nothing when there are too few', () => {
  let now = 0
  const bucket = createTokenBucket(10, 20, () => now)
  expect([bucket.take(19), bucket.take(2), bucket.take(1), bucket.take(1)]).toEqual([true, false, true, false])
  now += 100
  expect([bucket.take(1), bucket.take(1)]).toEqual([true, false])
  now += 3_600_000
  expect([bucket.take(20), bucket.take(1)]).toEqual([true, false])
})

it('a bucket says how long it takes until there are enough tokens', () => {
  let now = 0
  const bucket = createTokenBucket(10, 20, () => now)
  bucket.take(20)
  expect([bucket.waitFor(1), bucket.waitFor(3)]).toEqual([100, 300])
  now += 250
  expect([bucket.waitFor(1), bucket.waitFor(3)]).toEqual([0, 50])
})
