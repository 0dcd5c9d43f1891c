import type { EmbeddedClearnode, EmbeddedWebSocketConstructor, VirtualTime } from '../../../../src/testing'
import { DirectClient } from '../../../helpers/directClient'
import { readSent, type RecordedSocket } from '../../../helpers/flow'
import type { BadPartyKind } from './badParty'

export type CrookedSending = Extract<BadPartyKind, 'sends twice' | 'sends late' | 'never sends'>

/** How long a ClearNode takes a request after its timestamp, in milliseconds. */
const WINDOW = 60_000
/** How long before the end of the window a late submitter sends, in milliseconds. */
const LAST_MOMENT = 300
const MOST_LOGINS = 5

/** What a submitter needs for sending requests in another way than its client does. */
export interface CrookedSocketParts {
  readonly node: EmbeddedClearnode
  readonly socket: RecordedSocket
  readonly time: VirtualTime
}

/** The WebSocket class of a submitter that does not send its requests to close as the library does. */
export function createCrookedSocket(kind: CrookedSending, { node, socket, time }: CrookedSocketParts): EmbeddedWebSocketConstructor {
  /** Anybody may submit what others have signed, so a second connection needs a login of anybody. */
  function sendAsStranger(data: string): void {
    for (let tries = 0; tries < MOST_LOGINS; tries++) {
      const stranger = new DirectClient(node, 'stranger', time.now)
      if (isLoggedIn(stranger)) {
        socket.sent.push(readSent(data))
        return stranger.connection.receive(data)
      }
    }
  }

  class CrookedSocket extends socket.WebSocket {
    override send(data: string): void {
      if (!data.includes('"close_app_session"')) return super.send(data)
      if (kind === 'never sends') return
      if (kind === 'sends late') return void time.after(readSent(data).ts + WINDOW - LAST_MOMENT - time.now(), () => { sendAsStranger(data) })
      super.send(data)
      sendAsStranger(data)
    }
  }
  return CrookedSocket as EmbeddedWebSocketConstructor
}

/** Logs in. Faults of the node can delay an answer, which a direct client cannot wait for. */
function isLoggedIn(client: DirectClient): boolean {
  try {
    return client.login() === null
  }
  catch {
    return false
  }
}
