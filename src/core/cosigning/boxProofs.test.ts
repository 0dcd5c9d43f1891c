import { expect, it } from 'vitest'
import type { Hex } from '../types'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../wallet/sessionKey'
import { type BoxClaim, isClaimProven, proveClaim } from './boxProofs'
import { boxFor, newBoxSalt } from './replyBox'

const hexOf = (byte: string, length: number): Hex => `0x${byte.repeat(length)}`
const newBox = () => boxFor(sessionKeyFromPrivateKey(createPrivateKey()), newBoxSalt())

const REQUEST: BoxClaim = { kind: 'request', proposalId: hexOf('12', 16), approvals: [hexOf('a1', 16), hexOf('a2', 16)] }
const CANCEL: BoxClaim = { kind: 'cancel', meaning: hexOf('34', 32) }
const INSIST: BoxClaim = { kind: 'insist', meaning: hexOf('34', 32), over: hexOf('56', 32) }
/** Claims that differ from those above in one part. */
const OTHERS: readonly BoxClaim[] = [
  { ...REQUEST, proposalId: hexOf('13', 16) },
  { ...REQUEST, approvals: [hexOf('a1', 16)] },
  { ...REQUEST, approvals: [hexOf('a1', 16), hexOf('a3', 16)] },
  { ...CANCEL, meaning: hexOf('35', 32) },
  { ...INSIST, over: hexOf('57', 32) },
]

it.each([REQUEST, CANCEL, INSIST].map(claim => [claim.kind, claim] as const))('the submitter proves the claim “%s” with the key that the proposal names', async (_, claim) => {
  const box = await newBox()
  const proof = await proveClaim(box, claim)
  expect(proof).toHaveLength(2 + 2 * 64)
  expect(await isClaimProven(box.publicKey, claim, proof)).toBe(true)
})

it('the proof of one claim proves no other claim', async () => {
  const box = await newBox()
  for (const claim of [REQUEST, CANCEL, INSIST]) {
    const proof = await proveClaim(box, claim)
    for (const other of [REQUEST, CANCEL, INSIST, ...OTHERS].filter(each => each !== claim)) {
      expect(await isClaimProven(box.publicKey, other, proof), `${claim.kind} as ${JSON.stringify(other)}`).toBe(false)
    }
  }
})

it('a claim is not proven by another key, by a proof that was changed, or for a key that is not one', async () => {
  const box = await newBox()
  const proof = await proveClaim(box, REQUEST)
  const changed = `${proof.slice(0, -1)}${proof.endsWith('0') ? '1' : '0'}` as Hex
  expect(await isClaimProven((await newBox()).publicKey, REQUEST, proof)).toBe(false)
  expect(await isClaimProven(box.publicKey, REQUEST, changed)).toBe(false)
  expect(await isClaimProven(`0x02${'ff'.repeat(32)}`, REQUEST, proof)).toBe(false)
})

it('the key that proves claims cannot be read', async () => {
  expect((await newBox()).signingKey.extractable).toBe(false)
})
