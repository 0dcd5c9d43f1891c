import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import { isSameAddress } from '../../core/sessions/participants'
import type { Allocation, AppSession } from '../../core/sessions/types'
import type { ClientRelayOptions } from '../../core/cosigning/options'
import type { Transport } from '../../core/cosigning/transport'
import type { Closing } from '../../core/closing/types'
import type { NitroliteClient } from '../../core/client/types'
import type { Hex } from '../../core/types'
import { keptRows, needsDeposits, roomAllocations } from '../result/roomAllocations'
import type { OpenRoom } from './openRoom'

/** A room whose players have to sign. */
export interface RoomToSign {
  readonly roomId: string
  readonly sessionId: Hex
  /** Connects to a relay (`vue-nitrolite/relay`) with the login of the closer. */
  relay(options: ClientRelayOptions): Promise<Transport>
}

/** Opens the transport on which the closer meets the players of a room. The closer closes it when the room has ended. */
export type RoomTransport = (room: RoomToSign) => Transport | Promise<Transport>

/** @throws `TRANSPORT_FAILED` if the app throws something else than an error of the library */
async function openTransport({ stored: { roomId, sessionId } }: OpenRoom, client: NitroliteClient, transport: RoomTransport): Promise<Transport> {
  try {
    return await transport({ roomId, sessionId, relay: options => client.relay(options) })
  }
  catch (thrown) {
    throw toNitroliteError(thrown, 'TRANSPORT_FAILED')
  }
}

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
 * @throws `SESSION_CHANGED` if the session changes while a refund is computed, what `client.propose` throws, and `TRANSPORT_FAILED` if the app cannot open the transport
 */
export async function proposeRoom(
  room: OpenRoom, client: NitroliteClient, session: AppSession, transport: RoomTransport,
): Promise<{ readonly closing: Closing }> {
  const { sessionId, sessionData } = room.stored.request
  const allocations = await rowsOf(room, client, session)
  const place = await openTransport(room, client, transport)
  try {
    const shared = await client.propose({
      sessionId, transport: place, allocations, ...sessionData !== undefined && { sessionData },
    })
    room.leaveTransport = () => { place.close() }
    return { closing: shared.closing }
  }
  catch (thrown) {
    place.close()
    throw thrown
  }
}

/** Meets the players again, for a proposal that an earlier worker has made. Does nothing for a closing that needs no players. */
export async function meetAgain(room: OpenRoom, client: NitroliteClient, transport: RoomTransport): Promise<void> {
  const slots = await client.slots(room.stored.sessionId)
  const shared = slots.find(({ role }) => role === 'submitter')?.shared
  if (!shared?.isInRoom) return
  const place = await openTransport(room, client, transport)
  shared.enter(place)
  room.leaveTransport = () => { place.close() }
}
