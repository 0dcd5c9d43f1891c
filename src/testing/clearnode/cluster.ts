import { FaultLine } from '../faults/line'
import { FaultPlan, type FaultEffects, type FaultSubject } from '../faults/plan'
import { walletOf } from '../common/addresses'
import { NodeConnection } from './connection'
import { closeElsewhere } from './elsewhere'
import { ClearnodeState, Tables, type StateOptions } from './state'
import type { EmbeddedClearnodeOptions } from './types'
import type { ConnectionHandlers, LatencyPoint } from '../common/types'

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
  readonly #lines = new Map<number, FaultLine>()
  #connections = 0
  /** How far the clocks were moved, in milliseconds. */
  #moved = 0

  constructor(options: ClusterOptions) {
    this.#options = options
    this.plan = new FaultPlan(this, options.setTimer)
    this.#tables = new Tables(() => this.#now(), options.random)
    this.main = this.#node(0)
  }

  /** Connections take turns among the nodes. */
  connect(handlers: ConnectionHandlers): FaultLine {
    const { setTimer, drainsQueue } = this.#options
    const number = ++this.#connections
    const node = this.#node((number - 1) % this.plan.offsets.length)
    const settings = { at: (point: LatencyPoint, call: FaultSubject) => this.#at(point, call), drainsQueue }
    const line = new FaultLine(number, handlers, {
      plan: this.plan,
      setTimer,
      sign: response => node.sign(response),
      open: ends => new NodeConnection(node, number, settings, ends),
      onEnd: () => { this.#lines.delete(number) },
    })
    this.#lines.set(number, line)
    line.open()
    return line
  }

  /** Ends every process as far as it can be told from outside. */
  stop(code: number): void {
    for (const node of this.#nodes) {
      node.stop()
      node.hub.closeAll(code)
    }
  }

  cut(connection: number | null): boolean {
    const lines = connection === null ? [...this.#lines.values()] : [this.#lines.get(connection)]
    return lines.map(line => line?.cut() ?? false).includes(true)
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

  #at(point: LatencyPoint, subject: FaultSubject): { readonly pause: Promise<void> | null, readonly failure: string | undefined } {
    const { latency, setTimer } = this.#options
    const { sessionId: _, ...call } = subject
    const usual = latency(point, call) ?? 0
    let stall = 0
    let failure: string | undefined
    for (const fault of this.plan.fire(point, subject)) {
      if (fault.kind === 'stall') stall += fault.ms
      else if (fault.kind === 'refuse') failure = fault.text
      else if (fault.kind === 'unconfirmed') failure = UNCONFIRMED
      else {
        this.plan.perform(fault, subject)
        continue
      }
      this.plan.count(fault)
    }
    const wait = (ms: number): Promise<void> => new Promise((resolve) => { setTimer(resolve, ms) })
    if (typeof usual === 'number') return { pause: usual + stall === 0 ? null : wait(usual + stall), failure }
    return { pause: stall === 0 ? usual : usual.then(() => wait(stall)), failure }
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
    return (connection !== null && this.#lines.get(connection)?.wallet) || null
  }

  #randomAddress() {
    const { random } = this.#options
    return walletOf(Array.from({ length: 40 }, () => Math.floor(random() * 16).toString(16)).join(''))
  }
}
