import { callListener } from '../../core/connection/callListener'
import type { Timers } from '../../core/connection/types'
import { NitroliteError, toNitroliteError } from '../../core/errors/errors'
import type { NitroliteClient } from '../../core/client/types'
import type { ClientRelayOptions } from '../../core/cosigning/options'
import type { Transport } from '../../core/cosigning/transport'
import type { Hex } from '../../core/types'
import { askApp } from '../askApp'
import type { MeetingPlaces } from './meetingPlaces'
import type { OpenRoom } from './openRoom'
import type { SharedRelays } from './sharedRelays'

/** How long the app may take to open a transport, in milliseconds. */
const LONGEST_OPENING = 30_000

/** A room whose players have to sign. */
export interface RoomToSign {
  readonly roomId: string
  readonly sessionId: Hex
  /**
   * Connects to a relay (`vue-nitrolite/relay`) with the login of the closer. Up to 32 rooms with the same options share a socket, so
   * pass the same `signer` and `reconnect` for each room, not equal copies. `onError` may differ; it hears of the errors of all these rooms.
   */
  relay(options: ClientRelayOptions): Promise<Transport>
}

/**
 * Opens the transport on which the closer meets the players of a room. The closer closes it when the room has ended. If it takes longer
 * than 30 seconds, the room gives its place to another one, and is tried again later (`TRANSPORT_FAILED`).
 */
export type RoomTransport = (room: RoomToSign) => Transport | Promise<Transport>

/** What a closer needs to meet the players of its rooms. */
export interface MeetingParts {
  readonly transport: RoomTransport
  readonly timers: Timers
  readonly places: MeetingPlaces
  readonly relays: SharedRelays
  report(error: NitroliteError): void
}

const isTransport = (value: unknown): value is Transport =>
  (['publish', 'subscribe', 'close'] as const).every(name => typeof (Object(value) as Partial<Transport>)[name] === 'function')

/**
 * Opens the transport of a room that has a place. The room leaves it, and gives its place to others, with `leaveTransport`.
 * @throws `TRANSPORT_FAILED` if the app takes too long, returns something else than a transport, or throws something else than an error of the library
 */
export async function openMeeting(room: OpenRoom, client: NitroliteClient, { transport, timers, relays, report }: MeetingParts): Promise<Transport> {
  const { roomId, sessionId } = room.stored
  const close = (place: Transport): void => { callListener('close', () => place.close(), report) }
  let isOver = false
  try {
    const place: unknown = await askApp({
      timers, limit: LONGEST_OPENING, who: 'The function "transport"',
      async ask() {
        const opened = await transport({ roomId, sessionId, relay: options => relays.open(client, options) })
        // Nobody waits for it any more. The next try opens another one.
        if (isOver && isTransport(opened)) close(opened)
        return opened
      },
    })
    if (!isTransport(place)) throw new NitroliteError('TRANSPORT_FAILED', { reason: 'The function "transport" returned something else than a transport.' })
    const givePlace = room.leaveTransport
    room.leaveTransport = () => {
      close(place)
      givePlace()
    }
    return place
  }
  catch (thrown) {
    throw toNitroliteError(thrown, 'TRANSPORT_FAILED')
  }
  finally {
    isOver = true
  }
}
