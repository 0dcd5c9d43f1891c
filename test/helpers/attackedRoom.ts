import type { CoSigning, ProposalRoom, SharedProposal } from '../../src/core'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../../src/core/cosigning/codec/messageCodec'
import { roomNameOf } from '../../src/core/cosigning/roomName'
import type { Transport } from '../../src/core/cosigning/transport'
import type { createMeetingPlace } from './memoryTransport'
import { ALICE_KEY, BOB_KEY, REQUESTED, type Party, type startTogether } from './togetherRig'
import type { Rig } from './togetherSteps'

/** Longer than a message and a check need, and shorter than a round. */
export const SOON = 2_000

export type Place = ReturnType<typeof createMeetingPlace>

export const proposeIn = (rig: Rig, { client }: Party, transport: Transport, allocations = REQUESTED): Promise<SharedProposal> =>
  rig.settled(client.propose({ sessionId: rig.sessionId, allocations, transport }))
export const enter = (rig: Rig, { client }: Party, transport: Transport): Promise<ProposalRoom> => rig.settled(client.joinRoom(rig.sessionId, { transport }))

export function firstOf({ proposals: [review] }: ProposalRoom): CoSigning {
  if (!review) throw new Error('No proposal has arrived.')
  return review
}

/** Alice proposes in a room in which the others listen. */
export async function proposed(rig: Rig & Pick<Joining, 'join'>, place: Place, keys = [BOB_KEY]) {
  const [alice, ...others] = [await rig.join(ALICE_KEY), ...await joinAll(rig, keys)]
  const rooms: ProposalRoom[] = []
  for (const other of others) rooms.push(await enter(rig, other, place.transport()))
  const shared = await proposeIn(rig, alice, place.transport())
  await rig.passed(SOON)
  const reviews = rooms.map(firstOf)
  return { alice, others, rooms, shared, reviews, say: strangerIn(place, firstOf(rooms[0] as ProposalRoom)) }
}
export interface Joining { join: ReturnType<typeof startTogether>['join'] }
export async function joinAll(rig: Joining, keys: readonly typeof BOB_KEY[]): Promise<Party[]> {
  const parties: Party[] = []
  for (const key of keys) parties.push(await rig.join(key))
  return parties
}
export const strangerIn = (place: Place, { proposal }: CoSigning) => {
  const transport = place.transport()
  return (message: CosigningMessage): Promise<void> => transport.publish(roomNameOf(proposal), encodeMessage(message))
}
export const sentOf = ({ sent }: Place, type: CosigningMessage['type']): number => sent.filter(message => decodeMessage(message).type === type).length
