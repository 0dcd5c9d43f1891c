import { MessageQueue, type Interruption } from '../embedded/messageQueue'
import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../embedded/types'
import type { FaultTarget } from '../faults/faultTarget'
import { decodeFrame, sessionOf, type BadFrame, type CallFrame } from './frames'
import { processFrame } from './pipeline'
import { RateBucket, type RateLimit } from './rateLimit'
import type { NitronodeState } from './state'

/** Longest frame that the node reads, in bytes. */
const LONGEST_FRAME = 128 * 1024

/** What the processing depends on besides the node's state. */
interface ConnectionSettings {
  readonly interruptionAt: (point: LatencyPoint, call: FaultTarget) => Interruption
  /** Whether the messages that wait when the socket dies are still processed. */
  readonly drainsQueue: () => boolean
  readonly rateLimit: RateLimit
  /** Unix milliseconds. Faults that move the node's clock do not move this one. */
  readonly steadyClock: () => number
  readonly onEnd: (connection: NodeConnection) => void
}

/** One connection: its queue of messages and its rate limit. There are no logins. */
export class NodeConnection implements EmbeddedConnection {
  readonly number: number
  readonly #settings: ConnectionSettings
  readonly #handlers: ConnectionHandlers
  readonly #queue: MessageQueue<FaultTarget>
  readonly #bucket: RateBucket
  #isOpen = true

  constructor(node: NitronodeState, number: number, settings: ConnectionSettings, handlers: ConnectionHandlers) {
    const { restarts } = node
    this.number = number
    this.#settings = settings
    this.#handlers = handlers
    this.#queue = new MessageQueue({
      begin: (text) => {
        const frame = decodeFrame(text)
        return { stages: processFrame(node, frame, answer => { this.#send(answer) }), call: this.#describe(frame) }
      },
      interruptionAt: settings.interruptionAt,
      isAlive: () => node.restarts === restarts,
    })
    this.#bucket = new RateBucket(settings.rateLimit, settings.steadyClock)
  }

  receive(text: string): void {
    if (!this.#isOpen || text === '') return
    // The node ends the socket without an error frame, and answers that are on their way are lost.
    if (new TextEncoder().encode(text).length > LONGEST_FRAME) this.close(1009)
    else if (!this.#bucket.take()) this.close(1006)
    else this.#queue.push(text)
  }

  close(code = 1005, reason = ''): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#settings.drainsQueue()) this.#queue.clear()
    this.#settings.onEnd(this)
    this.#handlers.onClose(code, reason)
  }

  /** Does nothing once the connection is closed: the message in process continues, but its answer is lost. */
  #send(text: string): void {
    if (this.#isOpen) this.#handlers.onMessage(text)
  }

  #describe(frame: CallFrame | BadFrame): FaultTarget {
    const [method, payload] = frame.kind === 'call' ? [frame.method, frame.payload] : ['', 'null']
    return { method, id: frame.id.toString(), connection: this.number, sessionId: sessionOf(JSON.parse(payload)) }
  }
}
