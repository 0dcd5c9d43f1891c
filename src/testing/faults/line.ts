import type { ConnectionHandlers, EmbeddedConnection } from '../network/types'
import { harmFrame, harmsFrame } from './harm'
import { Lane } from './lane'
import type { FaultPlan, FaultSubject } from './plan'
import type { Wire } from './wire'

/** What a line needs of the node. */
export interface LineParts {
  readonly plan: FaultPlan
  readonly setTimer: (callback: () => void, ms: number) => unknown
  readonly wire: Wire
  /** Makes the node's end, which may push before it returns. */
  readonly open: (handlers: ConnectionHandlers) => EmbeddedConnection
  readonly onEnd: () => void
}

/** Longest time that a reordered push waits for a frame to let pass, in milliseconds. */
const LONGEST_HOLD = 1_000

/** The way between a client and the node's end of its connection, on which frames can come to harm. */
export class FaultLine implements EmbeddedConnection {
  readonly number: number
  readonly #parts: LineParts
  readonly #handlers: ConnectionHandlers
  readonly #up: Lane
  readonly #down: Lane
  readonly #requests = new Map<string, FaultSubject>()
  #connection: EmbeddedConnection | null = null
  /** Pushes that let the next frame pass. */
  #held: string[] = []
  /** The client has been told, or has said, that the connection is over. */
  #isOver = false
  /** Nothing reaches the client any more. */
  #isMute = false
  #isCut = false

  constructor(number: number, handlers: ConnectionHandlers, parts: LineParts) {
    this.number = number
    this.#handlers = handlers
    this.#parts = parts
    this.#up = new Lane(parts.setTimer)
    this.#down = new Lane(parts.setTimer)
  }

  /** Connects to the node, whose first push, if any, arrives before this returns. */
  open(): void {
    this.#connection = this.#parts.open({
      onMessage: text => { this.#fromNode(text) },
      onClose: (code, reason) => { this.#end(code, reason) },
    })
    // The first push may have been the end of it.
    if (this.#isCut) this.#connection.close(1006)
  }

  receive(text: string): void {
    if (this.#isOver) return
    const { plan } = this.#parts
    const subject: FaultSubject = { ...this.#parts.wire.readRequest(text), connection: this.number }
    this.#requests.set(subject.id, subject)
    plan.sent(subject)
    let delay = 0
    for (const fault of plan.fire('sent', subject)) {
      if (fault.kind === 'delay') {
        delay += fault.ms
        plan.count(fault)
      } else {
        plan.perform(fault, subject)
      }
    }
    if (!this.#isCut) this.#up.pass(() => { this.#deliver(text, subject) }, delay)
  }

  close(code = 1005, reason = ''): void {
    if (this.#isOver) return
    // The end of a connection travels behind what was sent before: that may still reach the node.
    this.#up.pass(() => { this.#connection?.close(code, reason) })
    this.#end(code, reason)
  }

  /** @returns whether there was something to cut */
  cut(): boolean {
    if (this.#isCut) return false
    this.#isCut = true
    this.#up.clear()
    this.#connection?.close(1006)
    this.#end(1006, '')
    return true
  }

  #deliver(text: string, subject: FaultSubject): void {
    const { plan } = this.#parts
    const faults = plan.fire('delivered', subject)
    // The node may be through with the message before anything else happens; that answer is lost with the socket.
    if (faults.some(({ kind }) => kind === 'cut' || kind === 'restart')) this.#isMute = true
    this.#connection?.receive(text)
    for (const fault of faults) plan.perform(fault, subject)
  }

  #fromNode(text: string): void {
    if (this.#isMute) return
    const { plan, wire } = this.#parts
    const { id, method, isPush } = wire.readAnswer(text)
    const request = this.#requests.get(id)
    this.#requests.delete(id)
    const subject = request ?? { id, method: isPush ? method : '', connection: this.number, sessionId: null }
    const faults = plan.fire(isPush ? 'pushed' : 'answered', subject)
    const { before, frames, delay, isHeld } = harmFrame(text, faults, wire)
    for (const fault of faults) {
      if (harmsFrame(fault)) plan.count(fault)
      else plan.perform(fault, subject)
    }
    if (this.#isMute) return
    if (request && !frames.includes(text)) plan.closes.lose(request)
    if (isHeld) {
      this.#held.push(...before, ...frames)
      this.#parts.setTimer(() => { this.#letGo() }, LONGEST_HOLD)
      return
    }
    for (const [index, frame] of [...before, ...frames].entries()) {
      this.#pass(frame, frame === text ? request : undefined, index === 0 ? delay : 0)
    }
    this.#letGo()
  }

  #letGo(): void {
    for (const frame of this.#held.splice(0)) this.#pass(frame, undefined, 0)
  }

  #pass(frame: string, request: FaultSubject | undefined, delay: number): void {
    this.#down.pass(() => {
      if (this.#isMute) return
      if (request) this.#parts.plan.closes.answered(request)
      this.#handlers.onMessage(frame)
    }, delay)
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#isMute = true
    this.#down.clear()
    this.#requests.clear()
    this.#parts.plan.closes.loseAll(this.number)
    this.#parts.onEnd()
    this.#handlers.onClose(code, reason)
  }
}
