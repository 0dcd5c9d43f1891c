import type { ConnectionHandlers, EmbeddedConnection, Latency } from '../embedded/types'
import { FaultyConnections } from '../faults/faultyConnections'
import { interruptionAt } from '../faults/interruption'
import { FaultPlan, type ByOthersFault, type FaultEffects } from '../faults/plan'
import { FAULT_PROFILES } from '../faults/profiles'
import { walletOf } from '../formats/addresses'
import { NodeConnection } from './connection'
import { createClearnodeFrameFormat } from './frameFormat'
import { pushSession } from './pushSession'
import { ClearnodeState, Tables, type StateOptions } from './state'
import { prepareChange, type PreparedChange } from './updatesByOthers'

interface ClusterOptions extends Omit<StateOptions, 'tables' | 'messageExpiry'> {
  readonly random: () => number
  /** Seconds, unless a fault sets them. */
  readonly messageExpiry: number
  readonly latency: Latency
  readonly drainsQueue: () => boolean
  readonly setTimer: (callback: () => void, ms: number) => unknown
}

/** Error text of the node if its database did not confirm the commit of a close. */
const UNCONFIRMED = 'failed to close application session'

/** The nodes behind one address: one, unless a fault asks for more. They share their tables and nothing else. */
export class Cluster implements FaultEffects {
  readonly plan: FaultPlan
  readonly main: ClearnodeState
  readonly #options: ClusterOptions
  readonly #tables: Tables
  readonly #nodes: ClearnodeState[] = []
  readonly #faultyConnections: FaultyConnections
  /** The nodes' ends of the open connections, by number. */
  readonly #nodeConnections = new Map<number, NodeConnection>()
  /** How far faults have moved the clocks, in milliseconds. */
  #clockShift = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.plan = new FaultPlan(FAULT_PROFILES.clearnode, this, options.setTimer)
    this.#tables = new Tables(() => this.#now(), options.random, options.clock)
    this.main = this.#node(0)
    const format = createClearnodeFrameFormat(response => this.main.sign(response))
    this.#faultyConnections = new FaultyConnections({ plan: this.plan, setTimer: options.setTimer, format })
  }

  /** Opens a connection. Connections go to the nodes in turn. */
  connect(handlers: ConnectionHandlers): EmbeddedConnection {
    const parts = { ...this.#options, plan: this.plan, unconfirmed: UNCONFIRMED }
    return this.#faultyConnections.connect(handlers, (number, nodeHandlers) => {
      const node = this.#node((number - 1) % this.plan.clockOffsets.length)
      const connection = new NodeConnection(node, number, {
        interruptionAt: (point, call) => interruptionAt(parts, point, call),
        drainsQueue: this.#options.drainsQueue,
      }, {
        ...nodeHandlers,
        onClose: (code, reason) => {
          this.#nodeConnections.delete(number)
          nodeHandlers.onClose(code, reason)
        },
      })
      this.#nodeConnections.set(number, connection)
      return connection
    })
  }

  /** Ends the processes of all nodes, as far as clients can tell. */
  stop(code: number): void {
    for (const node of this.#nodes) {
      node.stop()
      node.connections.closeAll(code)
    }
  }

  cut(connection: number | null): boolean {
    return this.#faultyConnections.cut(connection)
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

  changeByOthers(sessionId: string | null, fault: ByOthersFault): boolean {
    // The plan accepts no such fault for a ClearNode, where an operate is `operate-by-others`.
    if (fault.kind === 'agree-by-others') return false
    const ids = sessionId === null ? this.#tables.sessions.list('', 'open').map(({ id }) => id) : [sessionId]
    const ms = fault.kind === 'close-by-others' ? 0 : fault.ms ?? 0
    const prepared = ids.map(id => ({ id, write: prepareChange(this.main, id, fault) }))
    const possible = prepared.filter((change): change is { id: string, write: PreparedChange } => change.write !== null)
    for (const { id, write } of possible) {
      const commit = (): void => {
        const paid = write()
        for (const node of this.#nodes) {
          node.pushBalances(paid)
          if (fault.kind !== 'close-by-others') pushSession(node, id)
        }
      }
      if (ms > 0) this.#options.setTimer(commit, ms)
      else commit()
    }
    return possible.length > 0
  }

  #node(index: number): ClearnodeState {
    const { clock: _, messageExpiry, ...rest } = this.#options
    return this.#nodes[index] ??= new ClearnodeState({
      ...rest,
      tables: this.#tables,
      clock: () => this.#now() + (this.plan.clockOffsets[index] ?? 0),
      messageExpiry: () => this.plan.messageExpiry ?? messageExpiry,
    })
  }

  #now(): number {
    return this.#options.clock() + this.#clockShift
  }

  #walletOn(connection: number | null): string | null {
    return (connection !== null && this.#nodeConnections.get(connection)?.wallet) || null
  }

  #randomAddress() {
    const { random } = this.#options
    return walletOf(Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join(''))
  }
}
