import type { Hex } from '../../types'
import type { CoSigning, CoSigningState } from '../api'
import type { JoinRoomOptions } from '../options'
import type { PortableProposal } from '../codec/proposalCodec'
import { nodeTagOf } from '../meaning'
import { roomNameOf } from '../roomName'
import { ListeningRoom, type ProposalRoomParts } from './proposalRoom'

/** States in which the submitter asks for nothing any more. */
const OVER: ReadonlySet<CoSigningState> = new Set(['landed', 'superseded', 'overpaid', 'withdrawn'])

/**
 * Opens a proposal whose submitter asks for signatures over a transport. The room is left once the proposal has ended.
 * @throws as `checkedProposal`
 */
export async function openInRoom(portable: PortableProposal, options: JoinRoomOptions, parts: ProposalRoomParts): Promise<CoSigning> {
  const room = await joinRoom(portable.sessionId, options, parts)
  try {
    const review = await room.open(portable)
    review.subscribe((state) => { if (OVER.has(state)) room.leave() })
    return review
  }
  catch (thrown) {
    room.leave()
    throw thrown
  }
}

/**
 * Enters the room of a session. Nothing is signed before a person has approved a proposal.
 * @throws `OPTIONS_INVALID`, `NOT_CONNECTED`, `SESSION_NOT_FOUND`, and the errors of any request
 */
export async function joinRoom(sessionId: Hex, options: JoinRoomOptions, parts: ProposalRoomParts): Promise<ListeningRoom> {
  const { protocol, present } = parts.context
  const { connection } = present()
  const [{ broker }, session] = await Promise.all([protocol.nodeInfo(connection), protocol.readSession(connection, sessionId)])
  return new ListeningRoom(session, roomNameOf({ sessionId, nodeTag: nodeTagOf(broker) }), options, parts)
}
