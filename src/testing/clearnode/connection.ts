import { MessageQueue } from '../network/messageQueue'
import { decodeFrame, sessionOf, type BadFrame, type CallFrame } from './frames'
import { processFrame } from './pipeline'
import { describeAssets } from './publicReads'
import type { ClearnodeState } from './state'
import type { Policy } from './tokens'
import type { HoldUp } from '../faults/holdUp'
import type { FaultSubject } from '../faults/plan'
import type { ConnectionHandlers, EmbeddedConnection, LatencyPoint } from '../network/types'

/** What the processing depends on besides the node's state. */
export interface ConnectionSettings {
  /** What happens to a message at a point. */
  readonly at: (point: LatencyPoint, call: FaultSubject) => HoldUp
  /** Are messages still processed that wait when the socket dies? */
  readonly drainsQueue: () => boolean
}

/** One connection: a queue, the message in process, and who is logged in. */
export class NodeConnection implements EmbeddedConnection {
  readonly number: number
  /** Wallet that gets pushes and is asked for by private methods; empty before a login. */
  wallet = ''
  policy: Policy | null = null
  readonly #node: ClearnodeState
  readonly #settings: ConnectionSettings
  readonly #handlers: ConnectionHandlers
  readonly #queue: MessageQueue
  #isOpen = true

  constructor(node: ClearnodeState, number: number, settings: ConnectionSettings, handlers: ConnectionHandlers) {
    this.#node = node
    const { life } = node
    this.number = number
    this.#settings = settings
    this.#handlers = handlers
    this.#queue = new MessageQueue({
      begin: (text) => {
        const frame = decodeFrame(text)
        return { stages: processFrame(node, this, frame), call: this.#describe(frame) }
      },
      at: settings.at,
      isAlive: () => node.life === life,
    })
    node.hub.add(this)
    node.hub.notify(this, 'assets', describeAssets(node))
  }

  receive(text: string): void {
    if (!this.#isOpen || text === '') return
    this.#queue.push(text)
  }

  close(code = 1005, reason = ''): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    if (!this.#settings.drainsQueue()) this.#queue.clear()
    this.#node.hub.remove(this)
    this.#handlers.onClose(code, reason)
  }

  /** Ignored once the connection is closed: the message in process goes on, its answer is lost. */
  send(text: string): void {
    if (this.#isOpen) this.#handlers.onMessage(text)
  }

  /** A wallet's first login on this connection is followed by its channels and balances; a repeated one is not. */
  logIn(policy: Policy): void {
    this.policy = policy
    if (this.wallet === policy.wallet) return
    this.wallet = policy.wallet
    this.#node.hub.notify(this, 'channels', { channels: [] })
    this.#node.hub.notify(this, 'bu', { balance_updates: this.#node.describeBalances(policy.wallet, policy.wallet) })
  }

  #describe(frame: CallFrame | BadFrame): FaultSubject {
    const { method, params } = frame.kind === 'call' ? frame : { method: '', params: null }
    return { method, id: frame.id.toString(), connection: this.number, sessionId: sessionOf(params) }
  }
}
