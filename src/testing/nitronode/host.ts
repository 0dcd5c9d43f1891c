import type { ConnectionHandlers, EmbeddedConnection, Latency } from '../network/types'
import { holdUp } from '../faults/holdUp'
import { FaultLines } from '../faults/lines'
import { FaultPlan, type FaultEffects } from '../faults/plan'
import { FAULT_PROFILES } from '../faults/profiles'
import { NodeConnection } from './connection'
import { agreeElsewhere, closeElsewhere } from './elsewhere'
import type { RateLimit } from './rateLimit'
import { NitronodeState, type StateOptions } from './state'
import { nitronodeWire } from './wire'

export interface HostOptions extends StateOptions {
  readonly latency: Latency
  readonly drainsQueue: () => boolean
  readonly rateLimit: RateLimit
  readonly setTimer: (callback: () => void, ms: number) => unknown
}

/** Text of a node whose database failed in an unforeseen way. */
const UNCONFIRMED = 'failed to process app state update'

/** The process around the node's state: its connections, its clock, and what befalls them. */
export class NitronodeHost implements FaultEffects {
  readonly plan: FaultPlan
  readonly state: NitronodeState
  readonly #options: HostOptions
  readonly #lines: FaultLines
  readonly #connections = new Set<NodeConnection>()
  /** How far the clock was moved, in milliseconds. */
  #moved = 0

  constructor(options: HostOptions) {
    this.#options = options
    this.plan = new FaultPlan(FAULT_PROFILES.nitronode, this, options.setTimer)
    this.state = new NitronodeState({ ...options, clock: () => options.clock() + this.#moved })
    this.#lines = new FaultLines({ plan: this.plan, setTimer: options.setTimer, wire: nitronodeWire })
  }

  connect(handlers: ConnectionHandlers): EmbeddedConnection {
    const { drainsQueue, rateLimit, clock } = this.#options
    const parts = { ...this.#options, plan: this.plan, unconfirmed: UNCONFIRMED }
    return this.#lines.connect(handlers, (number, ends) => {
      const connection = new NodeConnection(this.state, number, {
        at: (point, call) => holdUp(parts, point, call),
        drainsQueue, rateLimit, steadyClock: clock,
        onEnd: ended => { this.#connections.delete(ended) },
      }, ends)
      this.#connections.add(connection)
      return connection
    })
  }

  /** Ends the process as far as it can be told from outside. */
  stop(code: number): void {
    this.state.life++
    for (const connection of [...this.#connections]) connection.close(code)
  }

  cut(connection: number | null): boolean {
    return this.#lines.cut(connection)
  }

  /** Of every wallet: nobody logs in, so a connection is nobody's. */
  expireKeys(): boolean {
    return this.state.endKeys(false)
  }

  replaceKeys(): boolean {
    return this.state.endKeys(true)
  }

  restart(): boolean {
    this.stop(1006)
    return true
  }

  moveClock(by: number): boolean {
    this.#moved += by
    return true
  }

  closeElsewhere(sessionId: string | null, to: number): boolean {
    return this.#open(sessionId).map(id => closeElsewhere(this.state, id, to)).includes(true)
  }

  agreeElsewhere(sessionId: string | null, to: number): boolean {
    return this.#open(sessionId).map(id => agreeElsewhere(this.state, id, to)).includes(true)
  }

  #open(sessionId: string | null): string[] {
    return sessionId === null ? [...this.state.sessions.keys()] : [sessionId]
  }
}
