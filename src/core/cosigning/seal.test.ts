import { beforeAll, expect, it } from 'vitest'
import { sampleParticipants, samplePolicy, sampleProposal } from '../../../test/helpers/portableProposal'
import type { Hex } from '../types'
import { keccakOfText } from '../wallet/keccak'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../wallet/sessionKey'
import { createBox, type ReplyBox } from './box'
import { readReplyText, replyText } from './codec/replyCodec'
import { proposalIdOf } from './meaning'
import { openReply, sealReply } from './seal'
import type { ParticipantSignature } from './types'

const participants = sampleParticipants(3)
const participant = participants[1] ?? ''
const proposalId = proposalIdOf(sampleProposal(participants))
const key = sessionKeyFromPrivateKey(createPrivateKey())
const sign = (text: string) => key.signDigest(keccakOfText(text))

let box: ReplyBox
let one: Hex
let two: Hex
beforeAll(async () => {
  box = await createBox()
  one = await sign('operate')
  two = await sign('close')
})

const byWallet = (): ParticipantSignature => ({ participant, signatures: [one], policy: null })
const withPolicy = (): ParticipantSignature => ({ participant, signatures: [one], policy: samplePolicy(participant, two) })
const tagged = (...signatures: string[]): ParticipantSignature => ({ participant, signatures: signatures as Hex[], policy: null })

it.each<[string, number, () => ParticipantSignature]>([
  ['of a wallet for a ClearNode', 178, byWallet],
  ['of a session key for a ClearNode, with its policy', 347, withPolicy],
  ['of a wallet that closes on a nitronode', 178, () => tagged(`0xa1${one.slice(2)}`)],
  ['of a key that closes on a nitronode', 178, () => tagged(`0xa2${one.slice(2)}`)],
  ['of a wallet that operates and closes', 264, () => tagged(`0xa1${one.slice(2)}`, `0xa1${two.slice(2)}`)],
  ['of a key that operates and closes, with its policy', 520, () => ({ ...tagged(`0xa2${one.slice(2)}`, `0xa2${two.slice(2)}`), policy: { ...samplePolicy(participant, two), scope: `0x${'5e'.repeat(32)}`, challenge: '' } })],
  ['of a key that operates and closes', 264, () => tagged(`0xa2${one.slice(2)}`, `0xa2${two.slice(2)}`)],
])('a sealed signature %s has at most %i characters and is opened by the submitter alone', async (_, length, signature) => {
  const text = replyText(await sealReply(box.publicKey, proposalId, 1, signature()))
  expect(text.length).toBeLessThanOrEqual(length)
  const reply = readReplyText(text)
  expect(reply).toMatchObject({ proposalId, participant: 1 })
  expect(await openReply(box, reply, participants)).toEqual(signature())
  await expect(openReply(await createBox(), reply, participants)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
})

it('the last of 128 participants replies in as few characters as the first', async () => {
  const many = sampleParticipants(128)
  const reply = await sealReply(box.publicKey, proposalId, 127, { ...byWallet(), participant: many[127] ?? '' })
  expect(replyText(reply).length).toBeLessThanOrEqual(178)
  expect((await openReply(box, reply, many)).participant).toBe(many[127])
})

it('a reply in which any byte was changed does not open', async () => {
  const { sealed, ...reply } = await sealReply(box.publicKey, proposalId, 1, withPolicy())
  const invalid = { code: 'SIGNATURE_INVALID' }
  for (let index = 2; index < sealed.length; index += 2) {
    const byte = (parseInt(sealed.slice(index, index + 2), 16) ^ 1 << index % 8).toString(16).padStart(2, '0')
    const changed = { ...reply, sealed: `${sealed.slice(0, index)}${byte}${sealed.slice(index + 2)}` as Hex }
    await expect(openReply(box, changed, participants), String(index)).rejects.toMatchObject(invalid)
  }
  for (let index = 2; index < proposalId.length; index++) {
    const other = `${proposalId.slice(0, index)}${proposalId[index] === '0' ? '1' : '0'}${proposalId.slice(index + 1)}` as Hex
    await expect(openReply(box, { ...reply, sealed, proposalId: other }, participants), String(index)).rejects.toMatchObject(invalid)
  }
})

it('a reply that is cut off, longer, or said to come from another participant does not open', async () => {
  const reply = await sealReply(box.publicKey, proposalId, 1, byWallet())
  const others = [
    { sealed: '0x' as Hex }, { sealed: reply.sealed.slice(0, 40) as Hex }, { sealed: reply.sealed.slice(0, -2) as Hex }, { sealed: `${reply.sealed}00` as Hex },
    { sealed: `${reply.sealed}0` as Hex }, { participant: 0 }, { participant: 2 }, { participant: 9 }, { participant: -1 }, { participant: 0.5 },
  ]
  for (const changes of others) {
    await expect(openReply(box, { ...reply, ...changes }, participants)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  }
  expect(await openReply(box, reply, participants)).toEqual(byWallet())
})

it('a reply to a proposal whose box was erased is reported as gone', async () => {
  const reply = await sealReply(box.publicKey, proposalId, 1, byWallet())
  await expect(openReply(null, reply, participants)).rejects.toMatchObject({ code: 'PROPOSAL_GONE' })
})

it('two replies with the same signature have nothing in common that a relay could compare', async () => {
  const [first, second] = await Promise.all([sealReply(box.publicKey, proposalId, 1, byWallet()), sealReply(box.publicKey, proposalId, 1, byWallet())])
  expect(first.sealed.slice(0, 66)).not.toBe(second.sealed.slice(0, 66))
  expect(first.sealed.slice(66, 130)).not.toBe(second.sealed.slice(66, 130))
})

it.each<[string, () => ParticipantSignature]>([
  ['without a signature', () => tagged()],
  ['with two signatures for a ClearNode', () => tagged(one, two)],
  ['with signatures of a wallet and a key', () => tagged(`0xa1${one.slice(2)}`, `0xa2${two.slice(2)}`)],
  ['with three signatures', () => tagged(`0xa1${one.slice(2)}`, `0xa1${two.slice(2)}`, `0xa1${two.slice(2)}`)],
  ['with a policy for a wallet on a nitronode', () => ({ ...tagged(`0xa1${one.slice(2)}`), policy: samplePolicy(participant, two) })],
  ['with the policy of another wallet', () => ({ ...byWallet(), policy: samplePolicy(participants[0] ?? '', two) })],
  ['with an unknown kind of signer', () => tagged(`0xa3${one.slice(2)}`)],
])('a reply %s is not sealed', async (_, signature) => {
  await expect(sealReply(box.publicKey, proposalId, 1, signature())).rejects.toMatchObject({ code: 'PROPOSAL_MALFORMED' })
})

it.each<[string, Hex]>([['is not on the curve', `0x02${'00'.repeat(31)}01`], ['is too short', '0x02'], ['is not compressed', `0x04${'11'.repeat(32)}`]])(
  'nothing is sealed to a key that %s', async (_, publicKey) => {
    await expect(sealReply(publicKey, proposalId, 1, byWallet())).rejects.toMatchObject({ code: 'PROPOSAL_MALFORMED' })
  },
)

it('the private key of a box cannot be read, and still opens replies after a database has copied it', async () => {
  expect(box.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('pkcs8', box.privateKey)).rejects.toThrow()
  const reply = await sealReply(box.publicKey, proposalId, 1, byWallet())
  expect(await openReply(structuredClone(box), reply, participants)).toEqual(byWallet())
})
