import { expect, it } from 'vitest'
import { sampleParticipants } from '../../../test/helpers/portableProposal'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../wallet/sessionKey'
import { boxFor, newBoxSalt } from './replyBox'
import { openReply, sealReply } from './seal'

const participants = sampleParticipants(2)
const proposalId = `0x${'12'.repeat(16)}` as const
const signature = { participant: participants[1] ?? '', signatures: [`0x${'11'.repeat(32)}${'22'.repeat(32)}1b`], policy: null } as const

it('the same session key and salt give a box that opens the replies again after a reload', async () => {
  const key = sessionKeyFromPrivateKey(createPrivateKey())
  const salt = newBoxSalt()
  const before = await boxFor(key, salt)
  const reply = await sealReply(before.publicKey, proposalId, 1, signature)
  const after = await boxFor(key, salt)
  expect(after.publicKey).toBe(before.publicKey)
  expect(await openReply(after, reply, participants)).toEqual(signature)
})

it('a box for replies differs for each salt and each session key, and its private key cannot be read', async () => {
  const key = sessionKeyFromPrivateKey(createPrivateKey())
  const salt = newBoxSalt()
  const box = await boxFor(key, salt)
  expect(box.privateKey.extractable).toBe(false)
  for (const other of [await boxFor(key, newBoxSalt()), await boxFor(sessionKeyFromPrivateKey(createPrivateKey()), salt)]) {
    expect(other.publicKey).not.toBe(box.publicKey)
    const reply = await sealReply(box.publicKey, proposalId, 1, signature)
    await expect(openReply(other, reply, participants)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  }
})
