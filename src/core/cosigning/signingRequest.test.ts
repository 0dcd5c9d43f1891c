import { expect, it } from 'vitest'
import type { Hex } from '../types'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../wallet/sessionKey'
import { boxFor, newBoxSalt } from './replyBox'
import { isRequestProven, proveRequest } from './signingRequest'

const proposalId = `0x${'12'.repeat(16)}` as const
const newBox = () => boxFor(sessionKeyFromPrivateKey(createPrivateKey()), newBoxSalt())

it('the submitter proves a request for signatures with the key that the proposal names', async () => {
  const box = await newBox()
  const proof = await proveRequest(box, proposalId)
  expect(proof).toHaveLength(2 + 2 * 64)
  expect(await isRequestProven(box.publicKey, proposalId, proof)).toBe(true)
})

it('a request for signatures is not proven by another key, for other bytes, or by a proof that was changed', async () => {
  const box = await newBox()
  const proof = await proveRequest(box, proposalId)
  const changed = `${proof.slice(0, -1)}${proof.endsWith('0') ? '1' : '0'}` as Hex
  expect(await isRequestProven((await newBox()).publicKey, proposalId, proof)).toBe(false)
  expect(await isRequestProven(box.publicKey, `0x${'13'.repeat(16)}`, proof)).toBe(false)
  expect(await isRequestProven(box.publicKey, proposalId, changed)).toBe(false)
  expect(await isRequestProven(`0x02${'ff'.repeat(32)}`, proposalId, proof)).toBe(false)
})

it('the key that proves requests cannot be read', async () => {
  expect((await newBox()).signingKey.extractable).toBe(false)
})
