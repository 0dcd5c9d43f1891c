import { NitroliteError } from '../../core/errors/errors'
import { isSameAddress } from '../../core/sessions/participants'
import type { Allocation, AppSession } from '../../core/sessions/types'
import type { Closing } from '../../core/closing/types'
import type { NitroliteClient } from '../../core/client/types'
import { keptRows, needsDeposits, roomAllocations } from '../result/roomAllocations'
import { openMeeting, type MeetingParts } from './meeting'
import type { OpenRoom } from './openRoom'

/** Whether the wallet of the closer can close a session alone. */
export const isAlone = (session: AppSession, account: string): boolean =>
  session.participants.filter(({ address }) => isSameAddress(address, account)).reduce((sum, { weight }) => sum + weight, 0) >= session.quorum

/** How often a session is read together with its deposits before the room is tried again later. */
const MOST_READINGS = 3

/** Everything about a session that changes whenever somebody pays in, takes out or changes the split. */
const stateOf = ({ status, version, assets }: AppSession): string => JSON.stringify([status, version, assets])

/**
 * The rows of a room, computed from a session and its deposits at the same moment. The node sends them in two answers, so the
 * session is read once more after the deposits. If it has not changed, all of them belong to the same moment.
 * @throws `SESSION_CHANGED` if the session keeps changing, what `roomAllocations` throws, and what reading throws
 */
async function rowsOf({ stored, allocations }: OpenRoom, client: NitroliteClient, first: AppSession): Promise<readonly Allocation[]> {
  const { result } = stored.request
  const kept = keptRows(first, allocations)
  if (kept) return kept
  if (!needsDeposits(result)) return roomAllocations(first, result, null)
  let session = first
  for (let readings = 0; readings < MOST_READINGS; readings += 1) {
    const deposits = await client.sessions.deposits(session)
    const again = await client.sessions.get(session.id)
    if (stateOf(again) === stateOf(session)) return roomAllocations(session, result, deposits)
    session = again
  }
  throw new NitroliteError('SESSION_CHANGED', { sessionId: first.id })
}

/**
 * Proposes the closing of a room to its players, who approve it over the transport.
 * @returns the closing; null if the room waits for a place
 * @throws `SESSION_CHANGED` if the session changes while a refund is computed, what `client.propose` throws, and `TRANSPORT_FAILED` if the app does not open the transport
 */
export async function proposeRoom(
  room: OpenRoom, client: NitroliteClient, session: AppSession, parts: MeetingParts,
): Promise<{ readonly closing: Closing | null }> {
  const { sessionId, sessionData } = room.stored.request
  if (!parts.places.take(room, false)) return { closing: null }
  const allocations = await rowsOf(room, client, session)
  const transport = await openMeeting(room, client, parts)
  const { closing } = await client.propose({ sessionId, transport, allocations, ...sessionData !== undefined && { sessionData } })
  return { closing }
}

/** Meets the players again, for a proposal that an earlier worker has made. Does nothing for a closing that needs no players. */
export async function meetAgain(room: OpenRoom, client: NitroliteClient, parts: MeetingParts): Promise<void> {
  const slots = await client.slots(room.stored.sessionId)
  const shared = slots.find(({ role }) => role === 'submitter')?.shared
  if (!shared?.isInRoom) return
  shared.enter(await openMeeting(room, client, parts))
}
