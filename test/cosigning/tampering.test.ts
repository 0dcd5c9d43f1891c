import fc from 'fast-check'
import { expect, it } from 'vitest'
import { useNativeRecovery } from '../helpers/nativeRecovery'
import { codeOf } from '../../src/core/errors/errors'
import { TAMPERED_PROPOSALS } from './tamperedProposals'
import { TAMPERED_REPLIES } from './tamperedReplies'
import { TAMPERED_SIGNING } from './tamperedSigning'

useNativeRecovery()

const TAMPERINGS = [...TAMPERED_PROPOSALS, ...TAMPERED_SIGNING, ...TAMPERED_REPLIES]
const RUNS = 6_000

const codeThrownBy = (attempt: () => unknown): string => {
  try {
    attempt()
    return 'accepted'
  }
  catch (thrown) {
    return codeOf(thrown) ?? String(thrown)
  }
}

it('there are more than 100 kinds of tampering, each with its own name', () => {
  expect(new Set(TAMPERINGS.map(({ name }) => name)).size).toBe(TAMPERINGS.length)
  expect(TAMPERINGS.length).toBeGreaterThan(100)
})

it('6,000 random tamperings of proposals, of the moment of signing and of replies are refused, each by its check', () => {
  // In turn, so that every kind is tried equally often.
  const perKind = Math.ceil(RUNS / TAMPERINGS.length)
  let count = 0
  for (const { name, code, attempts } of TAMPERINGS) {
    fc.assert(fc.property(attempts, (attempt) => {
      count++
      expect(`${name}: ${codeThrownBy(attempt)}`).toBe(`${name}: ${code}`)
    }), { numRuns: perKind })
  }
  expect(count).toBeGreaterThanOrEqual(RUNS)
})
