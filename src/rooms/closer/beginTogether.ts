import { isSameAddress } from '../../core/sessions/participants'
import type { AppSession } from '../../core/sessions/types'
import type { ClientRelayOptions } from '../../core/cosigning/options'
import type { Transport } from '../../core/cosigning/transport'
import type { Closing } from '../../core/closing/types'
import type { NitroliteClient } from '../../core/client/types'
import type { Hex } from '../../core/types'
import { needsDeposits, roomAllocations } from '../result/roomAllocations'
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

const openTransport = async ({ stored: { roomId, sessionId } }: OpenRoom, client: NitroliteClient, transport: RoomTransport): Promise<Transport> =>
  transport({ roomId, sessionId, relay: options => client.relay(options) })

/** Whether the wallet of the closer can close a session without anybody else. */
export const isAlone = (session: AppSession, account: string): boolean =>
  session.participants.filter(({ address }) => isSameAddress(address, account)).reduce((sum, { weight }) => sum + weight, 0) >= session.quorum

/**
 * Proposes the closing of a room to its players, who approve it over the transport.
 * @throws what `client.propose` throws, and what the app throws when it opens the transport
 */
export async function proposeRoom(
  room: OpenRoom, client: NitroliteClient, session: AppSession, transport: RoomTransport,
): Promise<{ readonly closing: Closing }> {
  const { sessionId, result, sessionData } = room.stored.request
  const allocations = room.allocations ?? roomAllocations(session, result, needsDeposits(result) ? await client.sessions.deposits(session) : null)
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
