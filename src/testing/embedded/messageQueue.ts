import type { LatencyPoint } from './types'

/**
 * Work on a message, in stages. Wherever it yields, messages of other connections can be processed. A text that `yield`
 * returns is an error that happens at this point; work has to handle it at `received` and, after a write, at `committed`.
 */
export type Stages<T> = Generator<LatencyPoint, T, string | undefined>

/** What happens to a message at a point of its processing. */
export interface Interruption {
  /** The processing continues when this settles; at once if it is null. */
  readonly pause: Promise<void> | null
  /** Text of an error that happens at this point. */
  readonly failure: string | undefined
}

/** What a queue works with. */
interface MessageQueueParts<Call> {
  /** Starts to work on a message. */
  readonly begin: (text: string) => { readonly stages: Stages<void>, readonly call: Call }
  readonly interruptionAt: (point: LatencyPoint, call: Call) => Interruption
  /** False once the node has restarted since the messages arrived. */
  readonly isAlive: () => boolean
}

/** The messages of one connection. They are processed in order, one at a time. */
export class MessageQueue<Call> {
  readonly #parts: MessageQueueParts<Call>
  readonly #waiting: string[] = []
  #isBusy = false

  constructor(parts: MessageQueueParts<Call>) {
    this.#parts = parts
  }

  push(text: string): void {
    this.#waiting.push(text)
    this.#next()
  }

  /** Drops the waiting messages. The message in process continues. */
  clear(): void {
    this.#waiting.length = 0
  }

  #next(): void {
    // A client may send its next message while it receives an answer. The flag keeps that message in the queue.
    while (!this.#isBusy) {
      const text = this.#waiting.shift()
      if (text === undefined) return
      this.#isBusy = true
      const { stages, call } = this.#parts.begin(text)
      this.#advance(stages, call)
    }
  }

  /**
   * Processes a message until it is done or has to wait; without latency that is one synchronous step. A message outlives
   * its socket, but not the node's process.
   */
  #advance(stages: Stages<void>, call: Call, failed?: string): void {
    let failure = failed
    while (this.#parts.isAlive()) {
      const step = stages.next(failure)
      if (step.done) {
        this.#isBusy = false
        return
      }
      const interruption = this.#parts.interruptionAt(step.value, call)
      failure = interruption.failure
      if (interruption.pause) {
        void interruption.pause.then(() => {
          this.#advance(stages, call, interruption.failure)
          this.#next()
        })
        return
      }
    }
  }
}
