import type { CoSigning, Hex, ProposalRoom, SharedProposal } from '../../src/core'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../src/core/cosigning/codec/messageCodec'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import type { Transport } from '../../src/core/cosigning/transport'
import type { createMeetingPlace } from './memoryTransport'
import { ALICE_KEY, BOB_KEY, REQUESTED, type Party, type startTogether } from './togetherRig'
import type { Rig } from './togetherSteps'

/** Longer than a message and a check need, and shorter than a round. In milliseconds, as all times here. */
export const SOON = 2_000
/** Longer than a proposal needs to be shown again. */
export const SHOWN_AGAIN = 12_000
/** Longer than the bytes of a round can be used, with the time that the node and the clients need. */
export const NEXT_ROUND = 90_000

export type Place = ReturnType<typeof createMeetingPlace>

export const proposeIn = (rig: Rig, { client }: Party, transport: Transport, allocations = REQUESTED): Promise<SharedProposal> =>
  rig.settled(client.propose({ sessionId: rig.sessionId, allocations, transport }))
export const enter = (rig: Rig, { client }: Party, transport: Transport): Promise<ProposalRoom> => rig.settled(client.joinRoom(rig.sessionId, { transport }))

/** The newest proposal in a room. */
export function firstOf({ proposals: [review] }: ProposalRoom): CoSigning {
  if (!review) throw new Error('No proposal has arrived.')
  return review
}

/** The newest proposal in a room, once it has had the time to arrive. */
export async function seenIn(rig: Rig, room: ProposalRoom): Promise<CoSigning> {
  await rig.passed(SOON)
  return firstOf(room)
}

/**
 * Alice proposes in a room in which Bob and others listen.
 * @param otherKeys the keys of those who listen after Bob
 * @returns `bob`, `room` and `review` are what Bob has; `others`, `rooms` and `reviews` are those of all listeners, Bob first
 */
export async function proposed(rig: Rig & Pick<ReturnType<typeof startTogether>, 'join'>, place: Place, otherKeys: readonly Hex[] = []) {
  const [alice, bob] = [await rig.join(ALICE_KEY), await rig.join(BOB_KEY)]
  const others = [bob]
  for (const key of otherKeys) others.push(await rig.join(key))
  const room = await enter(rig, bob, place.transport())
  const rooms = [room]
  for (const other of others.slice(1)) rooms.push(await enter(rig, other, place.transport()))
  const shared = await proposeIn(rig, alice, place.transport())
  const review = await seenIn(rig, room)
  return { alice, bob, room, review, others, rooms, reviews: rooms.map(firstOf), shared, say: strangerIn(place, review) }
}

/** Sends messages to the room of a proposal as somebody who is not a participant can. */
export function strangerIn(place: Place, { proposal }: CoSigning): (message: CosigningMessage) => Promise<void> {
  const transport = place.transport()
  return message => transport.publish(roomNameOf(proposal), encodeMessage(message))
}

/** How many messages of a type were sent in all rooms of a place. */
export const sentOf = ({ sent }: Place, type: CosigningMessage['type']): number => sent.filter(message => decodeMessage(message).type === type).length

/** The ids of all approvals that were sent in all rooms of a place. Everybody in a room hears them. */
export function approvalsIn({ sent }: Place): Hex[] {
  return sent.flatMap((bytes) => {
    const message = decodeMessage(bytes)
    return message.type === 'approve' ? [message.approval] : []
  })
}

/** Whether a message is the reply of a participant, given by its place in the session. */
export function isReplyOf(participant: number, message: Uint8Array): boolean {
  const read = decodeMessage(message)
  return read.type === 'reply' && read.reply.participant === participant
}
