import type { ConnectionHandlers, EmbeddedConnection } from '../embedded/types'
import { damageFrame, isFrameDamage } from './damage'
import { DeliveryQueue } from './deliveryQueue'
import type { FaultTarget } from './faultTarget'
import type { FrameFormat } from './frameFormat'
import type { FaultPlan } from './plan'

/** What a faulty connection needs from the node. */
export interface FaultyConnectionParts {
  readonly plan: FaultPlan
  readonly setTimer: (callback: () => void, ms: number) => unknown
  readonly format: FrameFormat
  /** Connects to the node, which may push before this returns. */
  readonly open: (handlers: ConnectionHandlers) => EmbeddedConnection
  readonly onEnd: () => void
}

/** Longest time that a reordered push waits for another frame to pass it, in milliseconds. */
const LONGEST_HOLD = 1_000

/** Sits between a client and a connection of the node. Faults hit frames on their way through it. */
export class FaultyConnection implements EmbeddedConnection {
  readonly number: number
  readonly #parts: FaultyConnectionParts
  readonly #handlers: ConnectionHandlers
  readonly #toNode: DeliveryQueue
  readonly #toClient: DeliveryQueue
  readonly #requests = new Map<string, FaultTarget>()
  #nodeEnd: EmbeddedConnection | null = null
  /** Pushes that wait until the next frame has passed them. */
  #held: string[] = []
  /** The client closed the connection, or was told that it is closed. */
  #isOver = false
  /** Frames of the node no longer reach the client. */
  #isMuted = false
  #isCut = false

  constructor(number: number, handlers: ConnectionHandlers, parts: FaultyConnectionParts) {
    this.number = number
    this.#handlers = handlers
    this.#parts = parts
    this.#toNode = new DeliveryQueue(parts.setTimer)
    this.#toClient = new DeliveryQueue(parts.setTimer)
  }

  /** Connects to the node. If the node pushes at once, the push arrives before this returns. */
  open(): void {
    this.#nodeEnd = this.#parts.open({
      onMessage: text => { this.#receiveFromNode(text) },
      onClose: (code, reason) => {
        // The news of the end does not get through a frozen connection either.
        if (this.#toClient.isFrozen) this.#toClient.add(() => { this.#end(code, reason) })
        else this.#end(code, reason)
      },
    })
    // A fault on the first push may have cut the connection while it was still opening.
    if (this.#isCut) this.#nodeEnd.close(1006)
  }

  receive(text: string): void {
    if (this.#isOver) return
    const { plan } = this.#parts
    const target: FaultTarget = { ...this.#parts.format.readRequest(text), connection: this.number }
    this.#requests.set(target.id, target)
    plan.sent(target)
    let delay = 0
    for (const fault of plan.fire('sent', target)) {
      if (fault.kind === 'delay') {
        delay += fault.ms
        plan.count(fault)
      } else {
        plan.perform(fault, target)
      }
    }
    if (!this.#isCut) this.#toNode.add(() => { this.#deliverToNode(text, target) }, delay)
  }

  close(code = 1005, reason = ''): void {
    if (this.#isOver) return
    // The node learns about the close only after earlier frames, which may still reach it.
    this.#toNode.add(() => { this.#nodeEnd?.close(code, reason) })
    this.#end(code, reason)
  }

  /** @returns false if the connection was cut before */
  cut(): boolean {
    if (this.#isCut) return false
    this.#isCut = true
    this.#toNode.clear()
    this.#nodeEnd?.close(1006)
    this.#end(1006, '')
    return true
  }

  /**
   * Stops data in both directions, while the socket stays open.
   * @param ms milliseconds; null means forever
   * @returns false if the connection is over
   */
  freeze(ms: number | null): boolean {
    if (this.#isOver) return false
    this.#toNode.freeze(ms)
    this.#toClient.freeze(ms)
    return true
  }

  #deliverToNode(text: string, target: FaultTarget): void {
    const { plan } = this.#parts
    const faults = plan.fire('delivered', target)
    // The node may process the whole message within `receive`. Its answer is lost with the socket all the same.
    if (faults.some(({ kind }) => kind === 'cut' || kind === 'restart')) this.#isMuted = true
    // A frozen connection has to hold back the answer too.
    for (const fault of faults) if (fault.kind === 'half-open') plan.perform(fault, target)
    this.#nodeEnd?.receive(text)
    for (const fault of faults) if (fault.kind !== 'half-open') plan.perform(fault, target)
  }

  #receiveFromNode(text: string): void {
    if (this.#isMuted) return
    const { plan, format } = this.#parts
    const { id, method, isPush } = format.readAnswer(text)
    const request = this.#requests.get(id)
    this.#requests.delete(id)
    const target = request ?? { id, method: isPush ? method : '', connection: this.number, sessionId: null }
    const faults = plan.fire(isPush ? 'pushed' : 'answered', target)
    const { before, frames, delay, isHeld } = damageFrame(text, faults, format)
    for (const fault of faults) {
      if (isFrameDamage(fault)) plan.count(fault)
      else plan.perform(fault, target)
    }
    if (this.#isMuted) return
    if (request && !frames.includes(text)) plan.closeWatch.lose(request)
    if (isHeld) {
      this.#held.push(...before, ...frames)
      this.#parts.setTimer(() => { this.#releaseHeld() }, LONGEST_HOLD)
      return
    }
    for (const [index, frame] of [...before, ...frames].entries()) {
      this.#sendToClient(frame, frame === text ? request : undefined, index === 0 ? delay : 0)
    }
    this.#releaseHeld()
  }

  #releaseHeld(): void {
    for (const frame of this.#held.splice(0)) this.#sendToClient(frame, undefined, 0)
  }

  /** @param request the request that the frame answers */
  #sendToClient(frame: string, request: FaultTarget | undefined, delay: number): void {
    this.#toClient.add(() => {
      if (this.#isMuted) return
      if (request) this.#parts.plan.closeWatch.answered(request)
      this.#handlers.onMessage(frame)
    }, delay)
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#isMuted = true
    this.#toClient.clear()
    this.#requests.clear()
    this.#parts.plan.closeWatch.loseAll(this.number)
    this.#parts.onEnd()
    this.#handlers.onClose(code, reason)
  }
}
