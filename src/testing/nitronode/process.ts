import type { ConnectionHandlers, EmbeddedConnection, Latency } from '../embedded/types'
import { FaultyConnections } from '../faults/faultyConnections'
import { interruptionAt } from '../faults/interruption'
import { FaultPlan, type ByOthersFault, type FaultEffects } from '../faults/plan'
import { FAULT_PROFILES } from '../faults/profiles'
import { NodeConnection } from './connection'
import { nitronodeFrameFormat } from './frameFormat'
import type { RateLimit } from './rateLimit'
import { NitronodeState, type StateOptions } from './state'
import { agreeByOthers, closeByOthers } from './updatesByOthers'

export interface ProcessOptions extends Omit<StateOptions, 'steadyClock'> {
  readonly latency: Latency
  readonly drainsQueue: () => boolean
  readonly rateLimit: RateLimit
  readonly setTimer: (callback: () => void, ms: number) => unknown
}

/** Error text of the node if its database did not confirm a commit. */
const UNCONFIRMED = 'failed to process app state update'

/** The process of a node: its state, connections, clock and faults. */
export class NitronodeProcess implements FaultEffects {
  readonly plan: FaultPlan
  readonly state: NitronodeState
  readonly #options: ProcessOptions
  readonly #faultyConnections: FaultyConnections
  /** The node's ends of the open connections. */
  readonly #nodeConnections = new Set<NodeConnection>()
  /** How far faults have moved the clock, in milliseconds. */
  #clockShift = 0

  constructor(options: ProcessOptions) {
    this.#options = options
    this.plan = new FaultPlan(FAULT_PROFILES.nitronode, this, options.setTimer)
    this.state = new NitronodeState({ ...options, steadyClock: options.clock, clock: () => options.clock() + this.#clockShift })
    this.#faultyConnections = new FaultyConnections({ plan: this.plan, setTimer: options.setTimer, format: nitronodeFrameFormat })
  }

  connect(handlers: ConnectionHandlers): EmbeddedConnection {
    const { drainsQueue, rateLimit, clock } = this.#options
    const parts = { ...this.#options, plan: this.plan, unconfirmed: UNCONFIRMED }
    return this.#faultyConnections.connect(handlers, (number, nodeHandlers) => {
      const connection = new NodeConnection(this.state, number, {
        interruptionAt: (point, call) => interruptionAt(parts, point, call),
        drainsQueue, rateLimit, steadyClock: clock,
        onEnd: ended => { this.#nodeConnections.delete(ended) },
      }, nodeHandlers)
      this.#nodeConnections.add(connection)
      return connection
    })
  }

  /** Ends the process, as far as clients can tell. */
  stop(code: number): void {
    this.state.restarts++
    for (const connection of [...this.#nodeConnections]) connection.close(code)
  }

  cut(connection: number | null): boolean {
    return this.#faultyConnections.cut(connection)
  }

  /** Expires the keys of every wallet: there are no logins, so a connection belongs to no wallet. */
  expireKeys(): boolean {
    return this.state.endKeys(false)
  }

  /** Revokes the keys of every wallet, for the same reason. */
  replaceKeys(): boolean {
    return this.state.endKeys(true)
  }

  restart(): boolean {
    this.stop(1006)
    return true
  }

  moveClock(by: number): boolean {
    this.#clockShift += by
    return true
  }

  freeze(connection: number | null, ms: number | null): boolean {
    return this.#faultyConnections.freeze(connection, ms)
  }

  flap(ms: number, uptime: number): boolean {
    this.#faultyConnections.flap(ms, uptime)
    return true
  }

  /** The plan accepts only closes and new splits by others for a nitronode. */
  changeByOthers(sessionId: string | null, { kind, to }: ByOthersFault): boolean {
    const change = kind === 'close-by-others' ? closeByOthers : agreeByOthers
    return this.#sessionIds(sessionId).map(id => change(this.state, id, to)).includes(true)
  }

  #sessionIds(sessionId: string | null): string[] {
    return sessionId === null ? [...this.state.sessions.keys()] : [sessionId]
  }
}
