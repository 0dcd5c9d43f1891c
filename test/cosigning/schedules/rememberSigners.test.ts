import { expect, it } from 'vitest'
import { nativeSigner } from '../../../src/node'
import { rememberSigners } from '../../helpers/rememberSigners'

const bytes = (value: number): Uint8Array => new Uint8Array(32).fill(value)

it('an engine that remembers signers answers as the engine itself does, for its own signatures, for others and for forgeries', () => {
  const [engine, remembering] = [nativeSigner(), rememberSigners(nativeSigner())]
  const [key, otherKey] = [engine.publicKeyOf(bytes(1)), engine.publicKeyOf(bytes(2))]
  const own = remembering.sign(bytes(9), bytes(1))
  const foreign = engine.sign(bytes(9), bytes(2))
  expect([own, remembering.publicKeyOf(bytes(1))]).toEqual([engine.sign(bytes(9), bytes(1)), key])
  const cases = [[bytes(9), own], [bytes(9), foreign], [bytes(9), foreign], [bytes(8), own], [bytes(8), own]] as const
  for (const [digest, signature] of cases) {
    expect(remembering.recover(digest, signature)).toEqual(engine.recover(digest, signature))
    for (const publicKey of [key, otherKey]) expect(remembering.isMadeBy(digest, signature, publicKey)).toBe(engine.isMadeBy(digest, signature, publicKey))
  }
})
