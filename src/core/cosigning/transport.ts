import { NitroliteError } from '../errors/errors'
import type { Address, Unsubscribe } from '../types'

/** Most bytes of a message, over every transport. */
export const LARGEST_MESSAGE = 32 * 1024

/** @throws `TRANSPORT_FAILED` for a message that no transport carries */
export function checkMessage(message: Uint8Array): void {
  if (message.length > 0 && message.length <= LARGEST_MESSAGE) return
  throw new NitroliteError('TRANSPORT_FAILED', { reason: `A message must have 1 to ${LARGEST_MESSAGE} bytes.` })
}

/** Who is in a room now, as the other side of the transport reports it. A hint for people, never a proof. */
export interface RoomPresence {
  /** How many other parties listen, as far as the transport knows. */
  readonly others: number
  /**
   * Addresses of the other parties who listen, each once and in any spelling. A transport leaves this out unless it has checked
   * that everybody listed holds the address or a session key of it: the relay does that, and BroadcastChannel cannot.
   */
  readonly addresses?: readonly Address[]
}

/** Who is in a room. */
export interface RoomPeople {
  /**
   * Which other participants are in the room now, in the spelling of the session, as the relay has checked it by their signatures.
   * Null while nobody knows that: for a transport that does not check who listens, while the connection to the relay is down, and
   * after the room was left. It proves nothing about what they want. The submitter asks for signatures only while it is there.
   */
  readonly presentNow: readonly Address[] | null
  /** Calls the listener when participants come or go. @returns a function that stops listening */
  subscribe(listener: () => void): Unsubscribe
}

/**
 * Carries messages between participants. Messages are opaque bytes. They may be lost, repeated, reordered or read by others:
 * nothing depends on the transport except how soon people see each other's signatures.
 */
export interface Transport {
  /**
   * Sends a message to everybody else in a room.
   * @param room a name that only depends on the session and its node
   * @throws `TRANSPORT_FAILED`, `RELAY_REFUSED`
   */
  publish(room: string, message: Uint8Array): Promise<void>
  /**
   * Calls the listener with each message of others, possibly with messages from before. A transport that checks who is in a room says
   * who has sent the message, in any spelling: then nobody can delay the replies of others by sending many of them. It proves nothing.
   */
  subscribe(room: string, listener: (message: Uint8Array, from?: Address) => void): Unsubscribe
  /** Calls the listener when others come or go. @default nothing is known about others */
  presence?(room: string, listener: (presence: RoomPresence) => void): Unsubscribe
  /** Ends all subscriptions and connections. */
  close(): void
}
