import type { Timers } from '../../connection/types'
import { NitroliteError } from '../../errors/errors'

/** Most messages and bytes that wait for the relay. */
const MOST_MESSAGES = 64
const MOST_BYTES = 512 * 1024

/** A message that the relay has not confirmed. */
export interface WaitingMessage {
  readonly id: number
  readonly room: string
  /** Hex without a prefix. */
  readonly text: string
  /** Whether it was sent over the present socket. */
  isSent: boolean
  /** Ends the wait. Only the first call counts. */
  settle(error: NitroliteError | null): void
}

export interface OutboxParts {
  readonly timers: Timers
  /** Milliseconds that a message may wait. */
  readonly limit: number
  /** The error of a message that waited too long. */
  lateError(room: string): NitroliteError
  /** Called when a message of the room no longer waits. */
  onSettled(room: string): void
}

/** The messages that wait, the oldest first. Each of them waits for a limited time. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #waiting = new Map<number, WaitingMessage>()
  #bytes = 0
  #lastId = 0

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /**
   * @param done is called once, with null when the relay has the message
   * @throws `TRANSPORT_FAILED` if too much is waiting
   */
  add(room: string, text: string, done: (error: NitroliteError | null) => void): WaitingMessage {
    const bytes = text.length / 2
    if (this.#waiting.size >= MOST_MESSAGES || this.#bytes + bytes > MOST_BYTES) {
      throw new NitroliteError('TRANSPORT_FAILED', { reason: 'Too many messages are waiting for the relay already.' })
    }
    const { timers, limit, lateError, onSettled } = this.#parts
    const id = this.#lastId += 1
    const settle = (error: NitroliteError | null): void => {
      if (!this.#waiting.delete(id)) return
      this.#bytes -= bytes
      stopTimer()
      done(error)
      onSettled(room)
    }
    const stopTimer = timers.after(limit, () => { settle(lateError(room)) })
    const message: WaitingMessage = { id, room, text, isSent: false, settle }
    this.#waiting.set(id, message)
    this.#bytes += bytes
    return message
  }

  get(id: number): WaitingMessage | undefined {
    return this.#waiting.get(id)
  }

  of(room: string): WaitingMessage[] {
    return [...this.#waiting.values()].filter(message => message.room === room)
  }

  /** The socket is gone: what it did not confirm has to be sent again. */
  markAllUnsent(): void {
    for (const message of this.#waiting.values()) message.isSent = false
  }

  failAll(error: NitroliteError, room?: string): void {
    for (const message of [...this.#waiting.values()]) if (room === undefined || message.room === room) message.settle(error)
  }
}
