import type { HoldUp } from '../faults/holdUp'
import type { FaultSubject } from '../faults/plan'
import type { LatencyPoint } from './types'

/**
 * Work in stages: at every point that it yields, other connections may get their turn. A text that comes back is that
 * of a failure there and then, on which work acts at `received` and where something is `booked`.
 */
export type Stages<T> = Generator<LatencyPoint, T, string | undefined>

/** What a queue works with. */
export interface MessageQueueParts {
  /** Begins to work on a message. */
  readonly begin: (text: string) => { readonly stages: Stages<void>, readonly call: FaultSubject }
  /** What happens to a message at a point. */
  readonly at: (point: LatencyPoint, call: FaultSubject) => HoldUp
  /** Whether the process still runs in which the messages came in. */
  readonly isAlive: () => boolean
}

/** The messages of one connection: worked on in order, one at a time. */
export class MessageQueue {
  readonly #parts: MessageQueueParts
  readonly #waiting: string[] = []
  #isBusy = false

  constructor(parts: MessageQueueParts) {
    this.#parts = parts
  }

  push(text: string): void {
    this.#waiting.push(text)
    this.#next()
  }

  /** Forgets what waits; what is being worked on goes on. */
  clear(): void {
    this.#waiting.length = 0
  }

  /** Takes the next message; the flag also keeps a client that answers from inside an answer in the queue. */
  #next(): void {
    while (!this.#isBusy) {
      const text = this.#waiting.shift()
      if (text === undefined) return
      this.#isBusy = true
      const { stages, call } = this.#parts.begin(text)
      this.#advance(stages, call)
    }
  }

  /**
   * Runs a message until it is done or held up. Without latency that is one synchronous step. A message does not
   * outlive the node's process, though it outlives its socket.
   */
  #advance(stages: Stages<void>, call: FaultSubject, failed?: string): void {
    let comesBack = failed
    while (this.#parts.isAlive()) {
      const step = stages.next(comesBack)
      if (step.done) {
        this.#isBusy = false
        return
      }
      const { pause, failure } = this.#parts.at(step.value, call)
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
}
