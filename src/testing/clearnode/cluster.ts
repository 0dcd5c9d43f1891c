import { holdUp } from '../faults/holdUp'
import { FaultLines } from '../faults/lines'
import { FaultPlan, type FaultEffects, type FaultSubject } from '../faults/plan'
import { FAULT_PROFILES } from '../faults/profiles'
import { walletOf } from '../network/addresses'
import { NodeConnection } from './connection'
import { closeElsewhere } from './elsewhere'
import { ClearnodeState, Tables, type StateOptions } from './state'
import type { EmbeddedClearnodeOptions } from './types'
import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../network/types'
import { createClearnodeWire } from './wire'

export interface ClusterOptions extends Omit<StateOptions, 'tables' | 'messageExpiry'> {
  readonly random: () => number
  /** Seconds, unless a fault sets another. */
  readonly messageExpiry: number
  readonly latency: NonNullable<EmbeddedClearnodeOptions['latency']>
  readonly drainsQueue: () => boolean
  readonly setTimer: (callback: () => void, ms: number) => unknown
}

/** Text of a node whose database did not confirm a close. */
const UNCONFIRMED = 'failed to close application session'

/** The nodes behind one address: one, unless a fault asks for more. They share their tables and nothing else. */
export class Cluster implements FaultEffects {
  readonly plan: FaultPlan
  readonly main: ClearnodeState
  readonly #options: ClusterOptions
  readonly #tables: Tables
  readonly #nodes: ClearnodeState[] = []
  readonly #lines: FaultLines
  /** Who is logged in on which connection. */
  readonly #connections = new Map<number, NodeConnection>()
  /** How far the clocks were moved, in milliseconds. */
  #moved = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.plan = new FaultPlan(FAULT_PROFILES.clearnode, this, options.setTimer)
    this.#tables = new Tables(() => this.#now(), options.random)
    this.main = this.#node(0)
    const wire = createClearnodeWire(response => this.main.sign(response))
    this.#lines = new FaultLines({ plan: this.plan, setTimer: options.setTimer, wire })
  }

  /** Connections take turns among the nodes. */
  connect(handlers: ConnectionHandlers): EmbeddedConnection {
    const parts = { ...this.#options, plan: this.plan, unconfirmed: UNCONFIRMED }
    return this.#lines.connect(handlers, (number, ends) => {
      const node = this.#node((number - 1) % this.plan.offsets.length)
      const connection = new NodeConnection(node, number, {
        at: (point: LatencyPoint, call: FaultSubject) => holdUp(parts, point, call),
        drainsQueue: this.#options.drainsQueue,
      }, {
        ...ends,
        onClose: (code, reason) => {
          this.#connections.delete(number)
          ends.onClose(code, reason)
        },
      })
      this.#connections.set(number, connection)
      return connection
    })
  }

  /** Ends every process as far as it can be told from outside. */
  stop(code: number): void {
    for (const node of this.#nodes) {
      node.stop()
      node.hub.closeAll(code)
    }
  }

  cut(connection: number | null): boolean {
    return this.#lines.cut(connection)
  }

  expireKeys(connection: number | null): boolean {
    const keys = this.#tables.sessionKeys.live(this.#walletOn(connection))
    for (const { address } of keys) this.#tables.sessionKeys.revoke(address)
    return keys.length > 0
  }

  replaceKeys(connection: number | null): boolean {
    const keys = this.#tables.sessionKeys.live(this.#walletOn(connection))
    for (const key of keys) this.#tables.sessionKeys.register({ ...key, address: this.#randomAddress() })
    return keys.length > 0
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
    const ids = sessionId === null ? this.#tables.sessions.list('', 'open').map(({ id }) => id) : [sessionId]
    const closed = ids.map(id => closeElsewhere(this.main, id, to)).filter(receivers => receivers !== null)
    for (const node of this.#nodes) node.pushBalances(closed.flat())
    return closed.length > 0
  }

  /** The plan takes no such fault: every close of this protocol says itself who gets what. */
  agreeElsewhere(): boolean {
    return false
  }

  #node(index: number): ClearnodeState {
    const { clock: _, messageExpiry, ...rest } = this.#options
    return this.#nodes[index] ??= new ClearnodeState({
      ...rest,
      tables: this.#tables,
      clock: () => this.#now() + (this.plan.offsets[index] ?? 0),
      messageExpiry: () => this.plan.messageExpiry ?? messageExpiry,
    })
  }

  #now(): number {
    return this.#options.clock() + this.#moved
  }

  #walletOn(connection: number | null): string | null {
    return (connection !== null && this.#connections.get(connection)?.wallet) || null
  }

  #randomAddress() {
    const { random } = this.#options
    return walletOf(Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join(''))
  }
}
