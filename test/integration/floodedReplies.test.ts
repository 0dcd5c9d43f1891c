import { Wallet } from 'ethers'
import { expect, it } from 'vitest'
import type { Address, Hex } from '../../src/core'
import { decodeMessage, encodeMessage } from '../../src/core/cosigning/codec/messageCodec'
import { proposalIdOf } from '../../src/core/cosigning/meaning'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import { sealReply } from '../../src/core/cosigning/seal'
import { signAs } from '../helpers/craftedReply'
import { createMeetingPlace } from '../helpers/memoryTransport'
import { startNitronodeTogether } from '../helpers/nitronodeTogetherRig'
import { enter, firstOf, isReplyOf, proposed, proposeIn, SOON, strangerIn } from '../helpers/roomSteps'
import { ALICE, ALICE_KEY, BOB, BOB_KEY, CAROL, CAROL_KEY, PAID, startTogether } from '../helpers/togetherRig'
import { expectEnd } from '../helpers/togetherSteps'

/** Longer than a round on a nitronode, and the pause after it, in milliseconds. */
const [ROUND_OF_NITRONODE, PAUSE] = [120_000, 60_000]
/** How often a participant with four seats can send over the relay, in milliseconds. */
const AS_OFTEN_AS_THE_RELAY_ALLOWS = 25

it('on a nitronode, a signature that was taken in one round counts again in the next round, in which the missing participant signs', async () => {
  const rig = await startNitronodeTogether({ weights: [40, 30, 30], quorum: 100 })
  let isCut = true
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && isReplyOf(2, message) ? [] : [10] })
  const { alice, others, reviews, shared } = await proposed(rig, place, [CAROL_KEY])
  for (const review of reviews) review.approve()
  await rig.passed(ROUND_OF_NITRONODE)
  expect(shared.closing.state).toBe('collecting')
  isCut = false
  await rig.passed(PAUSE)
  expect(shared.closing.state).toBe('closed')
  await expectEnd(rig, [alice, ...others], PAID)
})

it('on a nitronode, a flood of replies in the name of a participant keeps out no reply of that participant, and the node is asked about none of them', async () => {
  const rig = await startNitronodeTogether({ weights: [50, 50, 50], quorum: 100 })
  const forged = new Set<string>()
  let isCut = true
  const isForged = (message: Uint8Array): boolean => {
    const read = decodeMessage(message)
    return read.type !== 'reply' || forged.has(read.reply.sealed)
  }
  const place = createMeetingPlace(rig.time, { delaysOf: message => isCut && !isForged(message) ? [] : [10] })
  const { alice, bob, review, shared } = await proposed(rig, place)
  const errors: string[] = []
  const asked: string[] = []
  alice.client.on('error', ({ code }) => { errors.push(code) })
  alice.client.on('frame', ({ direction, text }) => { if (direction === 'sent' && text.includes('get_last_key_states')) asked.push(text) })
  const participants = review.review.participants.map(({ address }) => address)
  const index = participants.findIndex(address => address.toLowerCase() === BOB.toLowerCase())
  const participant = participants[index] ?? ''
  const { version } = await rig.settled(bob.client.sessions.get(rig.sessionId))
  const proposalId = proposalIdOf({ ...review.proposal, stamp: { by: 'version', version: version + 1 } })
  const say = strangerIn(place, review)
  /** Signatures that anybody can make, each by another key. Every second one comes with a policy that Bob has not signed. */
  const forge = async (): Promise<void> => {
    const key = new Wallet(`0x${(forged.size + 1).toString(16).padStart(64, '0')}`)
    const signature = signAs(key, 'key')(`0x${'5a'.repeat(32)}`)
    const policy = {
      wallet: participant, sessionKey: key.address as Address, application: '', scope: rig.sessionId, challenge: '',
      expiresAt: 2_000_000_000, signature: key.signMessageSync('nothing') as Hex,
    }
    const reply = await sealReply(review.proposal.box, proposalId, index, { participant, signatures: [signature, signature], policy: forged.size % 2 === 0 ? policy : null })
    forged.add(reply.sealed)
    await say({ type: 'reply', reply })
  }
  const flood = async (): Promise<void> => {
    while (shared.closing.state === 'collecting') {
      await forge()
      await new Promise<void>((resolve) => { rig.time.after(AS_OFTEN_AS_THE_RELAY_ALLOWS, resolve) })
    }
  }
  review.approve()
  const flooding = flood()
  await rig.passed(5_000)
  expect([review.state, shared.closing.state, forged.size > 50]).toEqual(['signed', 'collecting', true])
  isCut = false
  await rig.passed(5_000)
  await rig.settled(flooding)
  expect([shared.closing.state, asked.length, errors.length]).toEqual(['closed', 1, 16])
  await expectEnd(rig, [alice, bob], PAID)
})

it('participants who flood the room in the name of another one do not delay the reply of that participant', async () => {
  const rig = startTogether()
  const sealed: Hex = `0x${'11'.repeat(120)}`
  let isFlooded = false
  /** Bob's reply arrives only after the flood has filled every place. */
  const isEarly = (message: Uint8Array): boolean => {
    const read = decodeMessage(message)
    return !isFlooded && read.type === 'reply' && read.reply.sealed !== sealed
  }
  const place = createMeetingPlace(rig.time, { delaysOf: message => isEarly(message) ? [] : [10] })
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const bobsRoom = await enter(rig, bob, place.transport(BOB))
  const shared = await proposeIn(rig, alice, place.transport(ALICE))
  await rig.passed(SOON)
  const review = firstOf(bobsRoom)
  const participant = review.review.participants.findIndex(({ address }) => address === BOB)
  const [room, carol] = [roomNameOf(review.proposal), place.transport(CAROL)]
  const flood = (message: Uint8Array): void => {
    void carol.publish(room, message)
    if (shared.closing.state === 'collecting') rig.time.after(1, () => { flood(message) })
  }
  const stop = place.transport().subscribe(room, (bytes) => {
    const message = decodeMessage(bytes)
    if (message.type !== 'stamp') return
    stop()
    flood(encodeMessage({ type: 'reply', reply: { proposalId: message.proposalId, participant, sealed } }))
  })
  review.approve()
  await rig.passed(SOON)
  isFlooded = true
  await rig.passed(5_000)
  expect(shared.closing.state).toBe('closed')
  await expectEnd(rig, [alice, bob], PAID)
})
