import { backoffDelay } from '../../connection/retryPlan'
import type { ReconnectOptions } from '../../connection/reconnectOptions'
import type { Timers } from '../../connection/types'
import type { NitroliteError } from '../../errors/errors'
import type { Address } from '../../types'
import type { RoomSubject } from '../roomName'
import type { RoomPresence } from '../transport'
import { enterRoom, type RelayIdentity } from './enterRoom'
import type { ClientFrame, RelayFrame } from './frames'
import type { RelayLink } from './relayLink'

/**
 * Milliseconds that a relay may take to answer. With many rooms and messages, the question itself waits for about 20 seconds,
 * and the relay may ask its app about a participant for 10 seconds.
 */
const ANSWER_LIMIT = 45_000

export interface RelayRoomParts {
  readonly name: string
  /** What the name says. */
  readonly subject: RoomSubject
  readonly link: RelayLink
  readonly identity: RelayIdentity
  readonly reconnect: ReconnectOptions
  readonly timers: Timers
  readonly random: () => number
  /** The seat is taken, so messages can be sent. */
  onEntered(): void
  /** Others have come or gone, or it is no longer known who is there. */
  onPresence(presence: RoomPresence): void
  /** @param isFinal whether the client no longer tries by itself */
  onFailed(error: NitroliteError, isFinal: boolean): void
}

/** One room, as long as somebody wants it. It is entered again over each new socket. */
export class RelayRoom {
  readonly #parts: RelayRoomParts
  /** The attempt to enter that is under way; null while there is none. */
  #attempt: object | null = null
  #hasEntered = false
  #hasGivenUp = false
  #failures = 0
  /** Who else has a seat; null while the client is not in the room, so that nobody knows. */
  #others: readonly Address[] | null = null
  /** Ends the wait for an answer of the relay; null while there is none. */
  #answer: ((frame: RelayFrame | null) => void) | null = null
  #stopRetry = (): void => {}

  constructor(parts: RelayRoomParts) {
    this.#parts = parts
  }

  get hasEntered(): boolean {
    return this.#hasEntered
  }

  /** Whether the client no longer tries to enter by itself. */
  get hasGivenUp(): boolean {
    return this.#hasGivenUp
  }

  get presence(): RoomPresence {
    return this.#others ? { others: this.#others.length, addresses: this.#others } : { others: 0 }
  }

  /** Enters, unless that has happened or is under way. Also after the client has given up. */
  enter(): void {
    if (this.#hasEntered || this.#attempt || !this.#parts.link.isOpen) return
    this.#stopRetry()
    this.#hasGivenUp = false
    const attempt = this.#attempt = {}
    void this.#tryToEnter(attempt)
  }

  /** Takes a frame for this room, other than messages and their confirmations. */
  receive(frame: RelayFrame): void {
    if (frame.type === 'presence') this.#setOthers(frame.others)
    if (frame.type === 'entered' && this.#answer) {
      // Messages may follow at once, before anything that waits for this answer continues.
      this.#hasEntered = true
      this.#failures = 0
      this.#setOthers(frame.others)
    }
    if (frame.type !== 'presence') this.#answer?.(frame)
  }

  /** The relay does not know the seat any more, or the socket is gone. */
  lose(): void {
    this.#attempt = null
    this.#hasEntered = false
    this.#stopRetry()
    this.#answer?.(null)
    this.#setOthers(null)
  }

  /** Nobody wants the room any more. */
  leave(): void {
    if (this.#hasEntered || this.#attempt) this.#parts.link.send({ type: 'leave', room: this.#parts.name })
    this.#attempt = null
    this.#stopRetry()
    this.#answer?.(null)
  }

  async #tryToEnter(attempt: object): Promise<void> {
    const { name, subject, identity, timers, reconnect, random, onEntered, onFailed } = this.#parts
    const isCurrent = (): boolean => this.#attempt === attempt
    const ask = (frame: ClientFrame): Promise<RelayFrame | null> => isCurrent() ? this.#ask(frame) : Promise.resolve(null)
    const result = await enterRoom({ room: name, subject, identity, timers, ask })
    if (!isCurrent()) return
    this.#attempt = null
    if (result.kind === 'entered') onEntered()
    if (result.kind !== 'failed') return
    this.#failures += 1
    this.#hasGivenUp = !result.canRetry
    if (result.canRetry) this.#stopRetry = timers.after(backoffDelay(this.#failures, reconnect, random), () => this.enter())
    onFailed(result.error, this.#hasGivenUp)
  }

  #ask(frame: ClientFrame): Promise<RelayFrame | null> {
    const { link, timers } = this.#parts
    return new Promise((resolve) => {
      const stopTimer = timers.after(ANSWER_LIMIT, () => {
        settle(null)
        link.renew()
      })
      const settle = (answer: RelayFrame | null): void => {
        this.#answer = null
        stopTimer()
        resolve(answer)
      }
      this.#answer = settle
      link.send(frame)
    })
  }

  #setOthers(others: readonly Address[] | null): void {
    if (others?.join() === this.#others?.join()) return
    this.#others = others
    this.#parts.onPresence(this.presence)
  }
}
