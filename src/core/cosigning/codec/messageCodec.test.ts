import { bytesToHex } from '@noble/curves/abstract/utils'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SAMPLE_STAMP, sampleParticipants, samplePortable } from '../../../../test/helpers/portableProposal'
import { NitroliteError } from '../../errors/errors'
import type { Hex } from '../../types'
import { decodeMessage, encodeMessage, type CosigningMessage } from './messageCodec'

const meaning: Hex = `0x${'2b'.repeat(32)}`
const proposalId: Hex = `0x${'1a'.repeat(16)}`
const approval: Hex = `0x${'a9'.repeat(16)}`
const proof: Hex = `0x${'5a'.repeat(64)}`

const MESSAGES: readonly CosigningMessage[] = [
  { type: 'proposal', proposal: samplePortable(sampleParticipants(3), { sessionData: 'a' }) },
  { type: 'approve', meaning, participant: 0, approval },
  { type: 'unapprove', meaning, participant: 300, secret: approval },
  { type: 'stamp', meaning, proposalId, approvals: [approval, proposalId], proof, stamp: SAMPLE_STAMP },
  { type: 'stamp', meaning, proposalId, approvals: [], proof, stamp: { by: 'version', version: 12 } },
  { type: 'reply', reply: { proposalId, participant: 2, sealed: `0x${'ee'.repeat(112)}` } },
  { type: 'decline', decline: { meaning, participant: 1, reason: 'amounts', note: 'no' } },
  { type: 'done', meaning, receiptHash: `0x${'3c'.repeat(32)}` },
  { type: 'cancel', meaning, proof },
  { type: 'insist', proposal: samplePortable(sampleParticipants(2)), over: meaning, proof },
]

const codeOf = (bytes: Uint8Array): string | null => {
  try {
    decodeMessage(bytes)
    return null
  }
  catch (thrown) {
    if (thrown instanceof NitroliteError) return thrown.code
    throw thrown
  }
}

it.each(MESSAGES.map(message => [message.type, message] as const))('a message of type “%s” is read as it was written', (_, message) => {
  expect(decodeMessage(encodeMessage(message))).toEqual(message)
})

it.each(MESSAGES.map(message => [message.type, message] as const))('a message of type “%s” that is cut off at any place is refused', (type, message) => {
  const bytes = encodeMessage(message)
  for (let length = 0; length < bytes.length; length++) {
    const code = codeOf(bytes.subarray(0, length))
    // The end of a reply is encrypted: a shorter one is read, and does not open.
    expect(code, String(length)).toBe(type === 'reply' && length > 18 ? null : 'PROPOSAL_MALFORMED')
  }
})

it('any bytes are refused, or are exactly what their message is written as', () => {
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 120 }),
    fc.tuple(fc.constantFrom(...MESSAGES), fc.nat(), fc.nat({ max: 255 })).map(([message, at, value]) => {
      const bytes = encodeMessage(message)
      bytes[at % bytes.length] = value
      return bytes
    }),
    fc.tuple(fc.nat({ max: 10 }), fc.uint8Array({ maxLength: 90 })).map(([type, body]) => Uint8Array.of(2, type, ...body)),
  )
  fc.assert(fc.property(any, (bytes) => {
    if (codeOf(bytes) === null) expect(bytesToHex(encodeMessage(decodeMessage(bytes)))).toBe(bytesToHex(bytes))
  }), { numRuns: 2_000 })
})

it('a message of an earlier or later version, of an unknown type, without content, or that is too long is refused', () => {
  const [first, ...body] = encodeMessage({ type: 'approve', meaning, participant: 0, approval })
  expect(first).toBe(2)
  expect([1, 3].map(version => codeOf(Uint8Array.of(version, ...body)))).toEqual(['PROPOSAL_VERSION_UNKNOWN', 'PROPOSAL_VERSION_UNKNOWN'])
  expect(codeOf(Uint8Array.of(2, 9, ...body.slice(1)))).toBe('PROPOSAL_MALFORMED')
  expect(codeOf(new Uint8Array())).toBe('PROPOSAL_MALFORMED')
  expect(codeOf(new Uint8Array(32 * 1024 + 1))).toBe('PROPOSAL_MALFORMED')
  expect(codeOf('text' as unknown as Uint8Array)).toBe('PROPOSAL_MALFORMED')
})

it('a stamp message without a stamp is refused', () => {
  const bytes = encodeMessage({ type: 'stamp', meaning, proposalId, approvals: [], proof, stamp: { by: 'version', version: 1 } })
  expect(codeOf(Uint8Array.of(...bytes.slice(0, -2), 0))).toBe('PROPOSAL_MALFORMED')
})
