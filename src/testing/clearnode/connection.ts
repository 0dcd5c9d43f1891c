import { MessageQueue, type Interruption } from '../embedded/messageQueue'
import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../embedded/types'
import type { FaultTarget } from '../faults/faultTarget'
import { decodeFrame, sessionOf, type BadFrame, type CallFrame } from './frames'
import { processFrame } from './pipeline'
import { describeAssets } from './publicReads'
import type { ClearnodeState } from './state'
import type { Policy } from './tokens'

/** What the processing depends on besides the node's state. */
interface ConnectionSettings {
  readonly interruptionAt: (point: LatencyPoint, call: FaultTarget) => Interruption
  /** Whether the messages that wait when the socket dies are still processed. */
  readonly drainsQueue: () => boolean
}

/** One connection: its queue of messages, and its login. */
export class NodeConnection implements EmbeddedConnection {
  readonly number: number
  /** The wallet that receives pushes and for which private methods act; empty before a login. */
  wallet = ''
  policy: Policy | null = null
  readonly #node: ClearnodeState
  readonly #settings: ConnectionSettings
  readonly #handlers: ConnectionHandlers
  readonly #queue: MessageQueue<FaultTarget>
  #isOpen = true

  constructor(node: ClearnodeState, number: number, settings: ConnectionSettings, handlers: ConnectionHandlers) {
    this.#node = node
    const { restarts } = node
    this.number = number
    this.#settings = settings
    this.#handlers = handlers
    this.#queue = new MessageQueue({
      begin: (text) => {
        const frame = decodeFrame(text)
        return { stages: processFrame(node, this, frame), call: this.#describe(frame) }
      },
      interruptionAt: settings.interruptionAt,
      isAlive: () => node.restarts === restarts,
    })
    node.connections.add(this)
    node.connections.pushTo(this, 'assets', describeAssets(node))
  }

  receive(text: string): void {
    if (!this.#isOpen || text === '') return
    this.#queue.push(text)
  }

  close(code = 1005, reason = ''): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#settings.drainsQueue()) this.#queue.clear()
    this.#node.connections.remove(this)
    this.#handlers.onClose(code, reason)
  }

  /** Does nothing once the connection is closed: the message in process continues, but its answer is lost. */
  send(text: string): void {
    if (this.#isOpen) this.#handlers.onMessage(text)
  }

  /** Logs a wallet in. Its channels and balances are pushed, unless it was logged in on this connection before. */
  logIn(policy: Policy): void {
    this.policy = policy
    if (this.wallet === policy.wallet) return
    this.wallet = policy.wallet
    const { connections } = this.#node
    connections.pushTo(this, 'channels', { channels: [] })
    connections.pushTo(this, 'bu', { balance_updates: this.#node.describeBalances(policy.wallet, policy.wallet) })
  }

  #describe(frame: CallFrame | BadFrame): FaultTarget {
    const [method, params] = frame.kind === 'call' ? [frame.method, frame.params] : ['', 'null']
    return { method, id: frame.id.toString(), connection: this.number, sessionId: sessionOf(JSON.parse(params)) }
  }
}
