import type { RelayLimits } from './limits'
import type { MetricsBook } from './metrics'

/** A socket that may have output which its client has not read. */
export interface Reader {
  /** Ends the connection at once, because no other socket has more unread output. */
  giveWay(): void
}

export interface UnreadOutputParts {
  readonly limits: Pick<RelayLimits, 'unreadBytesOfAllSockets'>
  readonly metrics: MetricsBook
}

/** The output of all sockets that clients have not read. */
export class UnreadOutput {
  readonly #parts: UnreadOutputParts
  /** Bytes of each socket with unread output. */
  readonly #bytes = new Map<Reader, number>()

  constructor(parts: UnreadOutputParts) {
    this.#parts = parts
  }

  /** Notes how many bytes of a socket are unread now. Above the limit for all sockets, the socket with the most is closed first. */
  note(reader: Reader, bytes: number): void {
    const { limits, metrics } = this.#parts
    this.#set(reader, bytes)
    while (metrics.numbers.unreadBytes > limits.unreadBytesOfAllSockets) this.#endSlowest()
  }

  /** The socket is gone. */
  forget(reader: Reader): void {
    this.#set(reader, 0)
  }

  #set(reader: Reader, bytes: number): void {
    this.#parts.metrics.add('unreadBytes', bytes - (this.#bytes.get(reader) ?? 0))
    if (bytes > 0) this.#bytes.set(reader, bytes)
    else this.#bytes.delete(reader)
  }

  #endSlowest(): void {
    const [slowest] = [...this.#bytes].reduce((most, each) => each[1] > most[1] ? each : most)
    // Before the connection ends, because others hear of that and are sent something then.
    this.forget(slowest)
    slowest.giveWay()
  }
}
