import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../network/types'
import type { HoldUp } from '../faults/holdUp'
import type { FaultSubject } from '../faults/plan'
import { MessageQueue } from '../network/messageQueue'
import { decodeFrame, sessionOf, type Frame } from './frames'
import { processFrame } from './pipeline'
import { RateBucket, type RateLimit } from './rateLimit'
import type { NitronodeState } from './state'

/** Longest frame that the node reads, in bytes. */
const LONGEST_FRAME = 128 * 1024

export interface ConnectionSettings {
  /** What happens to a message at a point. */
  readonly at: (point: LatencyPoint, call: FaultSubject) => HoldUp
  /** Are messages still processed that wait when the socket dies? */
  readonly drainsQueue: () => boolean
  readonly rateLimit: RateLimit
  /** Runs whatever happens to the node's clock. */
  readonly steadyClock: () => number
  readonly onEnd: (connection: NodeConnection) => void
}

/** One connection: a queue, and the message in process. Nobody logs in here. */
export class NodeConnection implements EmbeddedConnection {
  readonly number: number
  readonly #settings: ConnectionSettings
  readonly #handlers: ConnectionHandlers
  readonly #queue: MessageQueue
  readonly #bucket: RateBucket
  #isOpen = true

  constructor(node: NitronodeState, number: number, settings: ConnectionSettings, handlers: ConnectionHandlers) {
    const { life } = node
    this.number = number
    this.#settings = settings
    this.#handlers = handlers
    this.#queue = new MessageQueue({
      begin: (text) => {
        const frame = decodeFrame(text)
        return { stages: processFrame(node, frame, answer => { this.#send(answer) }), call: this.#describe(frame) }
      },
      at: settings.at,
      isAlive: () => node.life === life,
    })
    this.#bucket = new RateBucket(settings.rateLimit, settings.steadyClock)
  }

  receive(text: string): void {
    if (!this.#isOpen || text === '') return
    // Without a word, and without the answers that are on their way.
    if (new TextEncoder().encode(text).length > LONGEST_FRAME || !this.#bucket.take()) {
      this.close(1006)
      return
    }
    this.#queue.push(text)
  }

  close(code = 1005, reason = ''): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#settings.drainsQueue()) this.#queue.clear()
    this.#settings.onEnd(this)
    this.#handlers.onClose(code, reason)
  }

  /** Ignored once the connection is closed: the message in process goes on, its answer is lost. */
  #send(text: string): void {
    if (this.#isOpen) this.#handlers.onMessage(text)
  }

  #describe(frame: Frame | null): FaultSubject {
    return {
      method: frame?.method ?? '', id: String(frame?.id ?? 0), connection: this.number, sessionId: sessionOf(frame?.payload),
    }
  }
}
