import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../common/types'
import type { HoldUp } from '../faults/holdUp'
import type { FaultSubject } from '../faults/plan'
import { decodeFrame, sessionOf, type Frame } from './frames'
import { processFrame } from './pipeline'
import { RateBucket, type RateLimit } from './rateLimit'
import type { NitronodeState, Stages } from './state'

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
  readonly #node: NitronodeState
  readonly #settings: ConnectionSettings
  readonly #handlers: ConnectionHandlers
  readonly #queue: string[] = []
  readonly #bucket: RateBucket
  readonly #life: number
  #isOpen = true
  #isBusy = false

  constructor(node: NitronodeState, number: number, settings: ConnectionSettings, handlers: ConnectionHandlers) {
    this.#node = node
    this.#life = node.life
    this.number = number
    this.#settings = settings
    this.#handlers = handlers
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
    this.#next()
  }

  close(code = 1005, reason = ''): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#settings.drainsQueue()) this.#queue.length = 0
    this.#settings.onEnd(this)
    this.#handlers.onClose(code, reason)
  }

  /** Takes the next message; the flag also keeps a client that answers from inside an answer in the queue. */
  #next(): void {
    while (!this.#isBusy) {
      const text = this.#queue.shift()
      if (text === undefined) return
      this.#isBusy = true
      const frame = decodeFrame(text)
      this.#advance(processFrame(this.#node, frame, answer => { this.#send(answer) }), this.#describe(frame))
    }
  }

  /** Runs a message until it is done or held up. It outlives its socket, but not the node's process. */
  #advance(stages: Stages<void>, call: FaultSubject, failed?: string): void {
    let comesBack = failed
    while (this.#life === this.#node.life) {
      const step = stages.next(comesBack)
      if (step.done) {
        this.#isBusy = false
        return
      }
      const { pause, failure } = this.#settings.at(step.value, call)
      comesBack = failure
      if (pause) {
        void pause.then(() => {
          this.#advance(stages, call, failure)
          this.#next()
        })
        return
      }
    }
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
