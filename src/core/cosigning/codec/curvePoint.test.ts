import { p256 } from '@noble/curves/p256'
import { expect, it } from 'vitest'
import type { Hex } from '../../types'
import { expandPoint, isPoint } from './curvePoint'

const pointOf = (privateKey: bigint): Hex => `0x${p256.ProjectivePoint.fromPrivateKey(privateKey).toHex(true)}`
const completeOf = (privateKey: bigint): string => p256.ProjectivePoint.fromPrivateKey(privateKey).toHex(false)
const hexOf = (point: Hex): string => Buffer.from(expandPoint(point) ?? []).toString('hex')
const NOT_ON_CURVE: Hex = `0x02${'ff'.repeat(32)}`

it('a point has the same complete form when it is asked for again, before and after many others', () => {
  const first = pointOf(1n)
  expect([hexOf(first), hexOf(first)]).toEqual([completeOf(1n), completeOf(1n)])
  for (let privateKey = 2n; privateKey < 80n; privateKey++) expect(hexOf(pointOf(privateKey))).toBe(completeOf(privateKey))
  expect(hexOf(first)).toBe(completeOf(1n))
})

it('bytes that are not a point of the curve are refused each time', () => {
  expect([isPoint(NOT_ON_CURVE), isPoint(NOT_ON_CURVE), isPoint('0x02'), isPoint(pointOf(7n))]).toEqual([false, false, false, true])
})
