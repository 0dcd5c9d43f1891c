import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { createBox, type ReplyBox } from '../../src/core/cosigning/box'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../src/core/cosigning/codec/messageCodec'
import type { ReviewedProposal } from '../../src/core/cosigning/coSigning'
import { readClientFrame, readRelayFrame, type ClientFrame, type RelayFrame } from '../../src/core/cosigning/relay/frames'
import { resolveProposal } from '../../src/core/cosigning/portable'
import type { KeptApproval } from '../../src/core/cosigning/room/keptApproval'
import { RoomReview } from '../../src/core/cosigning/room/roomReview'
import type { RoomTraffic } from '../../src/core/cosigning/room/roomTraffic'
import { openReply, sealReply } from '../../src/core/cosigning/seal'
import type { ProposalStamp, SealedReply } from '../../src/core/cosigning/types'
import { codeOf } from '../../src/core/errors/errors'
import { createVirtualTime } from '../../src/testing'
import { requestByAnybody } from '../helpers/knownBox'
import { SAMPLE_STAMP, sampleParticipants } from '../helpers/portableProposal'
import { FRAME_MUTATIONS, SAMPLE_FRAMES } from './tamperedFrames'
import { APPROVAL, APPROVED, MESSAGE_MUTATIONS, SAMPLE_MESSAGES, tamperedProposalMessage } from './tamperedMessages'
import { drawFrom, MUTATION_COUNT } from './tamperedTexts'

const participants = sampleParticipants(3)

/** A journal that holds what the participant has approved. */
const KEPT = { read: () => Promise.resolve(null), isHeld: () => Promise.resolve(true), remove: () => Promise.resolve() } as unknown as KeptApproval

/** The client of a participant who has approved a proposal in a room and signs as soon as the submitter asks. */
function approvingClient(onSign: (stamp: ProposalStamp) => void): RoomReview {
  const review = {
    proposal: APPROVED, state: 'approved', isReady: true, isUnsigned: false, subscribe: () => () => {}, lookNow: () => {},
    canSignAs: () => true, readKeysAgain: () => Promise.resolve(),
    signAs: (stamp: ProposalStamp) => { onSign(stamp); return new Promise(() => {}) },
  }
  return new RoomReview({
    participants, wallet: participants[1] ?? '', traffic: { send: () => {} } as unknown as RoomTraffic, people: { presentNow: null, subscribe: () => () => {} },
    timers: createVirtualTime(), onGone: () => {}, isSessionClosed: async () => false, newToken: () => APPROVAL, giveUpOwn: () => {}, hasOwn: () => false, kept: KEPT, report: () => {}, givenSignature: () => Promise.resolve(null), reviewIn: () => review as unknown as ReviewedProposal,
  })
}

/** The message that bytes are read as, or the code of the error. */
function read(bytes: Uint8Array): CosigningMessage | string {
  try {
    const message = decodeMessage(bytes)
    // Reading a proposal needs the participants of its session.
    if (message.type === 'proposal') resolveProposal(message.proposal, participants)
    return message
  }
  catch (thrown) {
    return codeOf(thrown) ?? String(thrown)
  }
}

const LAST = requestByAnybody(APPROVED, { ...SAMPLE_STAMP }, [APPROVAL.id])

/** What a client that has approved signs because of a message. Requests are checked in order, so the client waits for a good one that follows. */
function signedAfter(message: CosigningMessage | string): Promise<readonly ProposalStamp[]> {
  return new Promise((resolve) => {
    const signed: ProposalStamp[] = []
    const room = approvingClient((stamp) => {
      if (stamp === LAST.stamp) resolve(signed)
      else signed.push(stamp)
    })
    if (typeof message !== 'string') room.receive(message)
    room.receive(LAST)
  })
}

it('a client that has approved signs what the submitter asks for, and nothing else', async () => {
  const signed = await Promise.all(SAMPLE_MESSAGES.map(async message => [message.type, ...await signedAfter(decodeMessage(encodeMessage(message)))]))
  expect(signed).toEqual(SAMPLE_MESSAGES.map(({ type }) => type === 'stamp' ? [type, SAMPLE_STAMP] : [type]))
})

it('6,000 tampered messages of a room are refused with the code of their check, and nobody signs because of one', async () => {
  let count = 0
  const mutations = fc.constantFrom(...MESSAGE_MUTATIONS.flatMap(mutation => SAMPLE_MESSAGES.flatMap(message =>
    mutation.change(message, drawFrom(1)) === null ? [] : [{ mutation, message, original: encodeMessage(message).join() }])))
  await fc.assert(fc.asyncProperty(mutations, fc.integer(), async ({ mutation: { name, reading, change }, message, original }, seed) => {
    const bytes = change(message, drawFrom(seed)) ?? new Uint8Array()
    const result = read(bytes)
    count++
    expect(`${name}: ${typeof result === 'string' ? result : 'read'}`).toBe(`${name}: ${reading ?? 'read'}`)
    expect(bytes.join()).not.toBe(original)
    expect(await signedAfter(result)).toEqual([])
  }), { numRuns: 6_000 })
  expect(count).toBe(6_000)
})

it('1,000 tampered proposals in messages of a room are refused with the same code as in a text', () => {
  const [original] = SAMPLE_MESSAGES
  let count = 0
  fc.assert(fc.property(fc.integer(), fc.nat({ max: MUTATION_COUNT - 1 }), (seed, index) => {
    const tampered = tamperedProposalMessage(index, drawFrom(seed))
    if (!tampered) return
    const result = read(tampered.bytes)
    count++
    if (tampered.reading === 'unchanged') expect(result).toEqual(original)
    else if (tampered.reading === null) expect(typeof result === 'string' ? result : original).not.toEqual(result)
    else expect(`${tampered.name}: ${String(result)}`).toBe(`${tampered.name}: ${tampered.reading}`)
  }), { numRuns: 1_800 })
  expect(count).toBeGreaterThanOrEqual(1_000)
})

it('4,000 tampered frames of a relay are read by neither side', () => {
  const frames = fc.constantFrom(...FRAME_MUTATIONS.flatMap(mutation => SAMPLE_FRAMES.flatMap((frame): [typeof mutation, ClientFrame | RelayFrame][] =>
    mutation.change(frame, drawFrom(1)) === null ? [] : [[mutation, frame]])))
  fc.assert(fc.property(frames, fc.integer(), ([{ name, change }, frame], seed) => {
    const text = change(frame, drawFrom(seed)) ?? ''
    expect([name, text, readClientFrame(text), readRelayFrame(text)]).toEqual([name, text, null, null])
  }), { numRuns: 4_000 })
})

let box: ReplyBox
let reply: SealedReply
beforeAll(async () => {
  box = await createBox()
  reply = await sealReply(box.publicKey, `0x${'1d'.repeat(16)}`, 1, { participant: participants[1] ?? '', signatures: [`0x${'11'.repeat(64)}1b`], policy: null })
})

it('1,000 replies that are tampered with on their way are not opened', async () => {
  expect(await openReply(box, reply, participants)).toMatchObject({ participant: participants[1] })
  const flip = (hex: `0x${string}`, at: number, by: number): `0x${string}` => {
    const place = 2 + at % (hex.length - 2)
    return `0x${hex.slice(2, place)}${(parseInt(hex[place] ?? '0', 16) ^ by).toString(16)}${hex.slice(place + 1)}`
  }
  const tampered = fc.tuple(fc.constantFrom('sealed', 'proposalId', 'participant', 'cut'), fc.nat(), fc.integer({ min: 1, max: 15 })).map(([part, at, by]): SealedReply => {
    switch (part) {
      case 'proposalId': return { ...reply, proposalId: flip(reply.proposalId, at, by) }
      case 'participant': return { ...reply, participant: [0, 2, 3, at + 2][by % 4] ?? 0 }
      case 'cut': return { ...reply, sealed: reply.sealed.slice(0, 2 + 2 * (at % (reply.sealed.length / 2 - 1))) as `0x${string}` }
      case 'sealed': return { ...reply, sealed: flip(reply.sealed, at, by) }
    }
  })
  await fc.assert(fc.asyncProperty(tampered, async (changed) => {
    await expect(openReply(box, changed, participants)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  }), { numRuns: 1_000 })
})
