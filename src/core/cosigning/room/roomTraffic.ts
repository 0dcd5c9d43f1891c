import type { Timers } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'
import { findParticipant } from '../../sessions/participants'
import type { Address, Unsubscribe } from '../../types'
import { decodeMessage, encodeMessage, type CosigningMessage } from '../codec/messageCodec'
import type { RoomPresence, Transport } from '../transport'

/** Before the transport has reported anything, and after the room was left. */
const NOTHING_KNOWN: RoomPresence = { others: 0 }

/** What the traffic of a room needs. */
export interface RoomTrafficParts {
  readonly transport: Transport
  /** Name of the room: see `roomNameOf`. */
  readonly room: string
  /** The participants of the session, as it spells them. */
  readonly participants: readonly Address[]
  readonly timers: Timers
  /**
   * Takes a message. Everybody in the room can send any message, so a message proves nothing.
   * @param from who has sent it, in the spelling of the session; null if the transport does not say that
   * @throws for a message that makes no sense; it is ignored then
   */
  onMessage(message: CosigningMessage, from: Address | null): void
  /** Others have come or gone, as far as the transport knows, or it is no longer known who is there. */
  onPresence(): void
  /** Calls back once when the client ends. */
  onEnd(task: () => void): Unsubscribe
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
}

/** The messages of the participants of one session, over any transport. */
export class RoomTraffic {
  readonly #parts: RoomTrafficParts
  readonly #ends: Unsubscribe[] = []
  #presence: RoomPresence = NOTHING_KNOWN
  /** The last message could not be sent, which was reported. */
  #isFailing = false
  /** A message of another version of the library has come. */
  #hasMetOtherVersion = false
  #hasLeft = false

  constructor(parts: RoomTrafficParts) {
    this.#parts = parts
  }

  /** Starts to listen. A transport may call back before this returns, so the callbacks have to be ready. */
  listen(): void {
    const { transport, room, onEnd, report } = this.#parts
    this.#ends.push(transport.subscribe(room, (bytes, from) => { this.#receive(bytes, from) }), onEnd(() => { this.leave() }))
    try {
      const others = transport.presence?.(room, (presence) => { this.#follow(presence) })
      if (others) this.#ends.push(others)
    }
    catch (thrown) {
      // Who is there is only a hint.
      report(thrown)
    }
  }

  /** Which other participants are there now, in the spelling of the session; null while the transport does not know that. */
  get presentNow(): Address[] | null {
    return this.#presence.addresses?.flatMap(address => findParticipant(this.#parts.participants, address) ?? []) ?? null
  }

  #follow(presence: RoomPresence): void {
    this.#presence = presence
    this.#parts.onPresence()
  }

  /**
   * A message that this client cannot read is ignored, because strangers can send anything. A participant whose app has another version of the
   * library can never sign together with this one, so that is reported once for each room.
   */
  #receive(bytes: Uint8Array, from: Address | undefined): void {
    try {
      const { participants, onMessage } = this.#parts
      onMessage(decodeMessage(bytes), from === undefined ? null : findParticipant(participants, from) ?? null)
    }
    catch (thrown) {
      if (!(thrown instanceof NitroliteError)) return this.#parts.report(thrown)
      if (thrown.code !== 'PROPOSAL_VERSION_UNKNOWN' || this.#hasMetOtherVersion) return
      this.#hasMetOtherVersion = true
      this.#parts.report(thrown)
    }
  }

  /**
   * Sends a message to everybody else in the room. It may be lost, so the client repeats important messages from time to time.
   * @returns once the transport has the message, or has failed. It never rejects
   */
  send(message: CosigningMessage): Promise<void> {
    return this.#publish(message).then(
      () => { this.#isFailing = false },
      (thrown: unknown) => {
        // Apps close the transport at the end. The last message is then on its way; the other participants find out the ending without it.
        if (!this.#isFailing && !this.#hasLeft) this.#parts.report(thrown)
        this.#isFailing = true
      },
    )
  }

  /** A transport of the app may throw instead of rejecting. */
  async #publish(message: CosigningMessage): Promise<void> {
    const { transport, room } = this.#parts
    await transport.publish(room, encodeMessage(message))
  }

  /** Does something now, and repeats it until the room is left. @param every milliseconds */
  repeat(every: number, task: () => void): void {
    let cancel: Unsubscribe = () => {}
    const turn = (): void => {
      cancel = this.#parts.timers.after(every, turn)
      task()
    }
    this.#ends.push(() => { cancel() })
    turn()
  }

  /** Stops listening. The transport stays open. */
  leave(): void {
    this.#hasLeft = true
    for (const end of this.#ends.splice(0)) end()
    this.#presence = NOTHING_KNOWN
  }
}
