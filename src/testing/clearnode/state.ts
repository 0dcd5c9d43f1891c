import type { MistakeChoice } from '../embedded/refusal'
import { formatDecimal } from '../formats/decimal'
import { goJson, type GoValue } from '../formats/goJson'
import { AppSessions } from './appSessions'
import { History } from './history'
import { Ledger } from './ledger'
import { Logins } from './logins'
import { MessageCache } from './messageCache'
import { OpenConnections } from './openConnections'
import { Payments } from './payments'
import { SessionKeys } from './sessionKeys'
import type { NodeSigner } from './signing'
import type { EmbeddedAsset } from './types'
import { UserTags } from './userTags'

/** The database of a node. Several nodes can share it. */
export class Tables {
  readonly ledger: Ledger
  readonly sessions: AppSessions
  readonly sessionKeys: SessionKeys
  readonly tags: UserTags
  readonly history = new History()
  readonly payments = new Payments()

  /** @param steadyClock a clock that faults do not move */
  constructor(clock: () => number, random: () => number, steadyClock: () => number) {
    this.ledger = new Ledger(clock, steadyClock)
    this.sessions = new AppSessions(clock)
    this.sessionKeys = new SessionKeys(clock)
    this.tags = new UserTags(random)
  }
}

export interface StateOptions {
  readonly tables: Tables
  readonly clock: () => number
  readonly challenge: () => string
  /** Seconds. */
  readonly messageExpiry: () => number
  readonly signer: NodeSigner
  readonly assets: readonly EmbeddedAsset[]
  readonly chooseMistake: MistakeChoice
}

/** The state of a node: its tables, which survive a restart, and its memory, which does not. */
export class ClearnodeState {
  readonly clock: () => number
  readonly signer: NodeSigner
  readonly assets: readonly EmbeddedAsset[]
  readonly chooseMistake: MistakeChoice
  readonly ledger: Ledger
  readonly sessions: AppSessions
  readonly sessionKeys: SessionKeys
  readonly tags: UserTags
  readonly history: History
  readonly payments: Payments
  readonly logins: Logins
  /** Transfers that have been carried out. */
  readonly processed: MessageCache
  readonly connections: OpenConnections
  readonly #messageExpiry: () => number
  /** Number of restarts so far. */
  restarts = 0

  constructor({ tables, clock, challenge, messageExpiry, signer, assets, chooseMistake }: StateOptions) {
    this.clock = clock
    this.#messageExpiry = messageExpiry
    this.signer = signer
    this.assets = assets
    this.chooseMistake = chooseMistake
    this.ledger = tables.ledger
    this.sessions = tables.sessions
    this.sessionKeys = tables.sessionKeys
    this.tags = tables.tags
    this.history = tables.history
    this.payments = tables.payments
    this.logins = new Logins(clock, challenge)
    this.processed = new MessageCache(clock, () => this.messageExpiry * 1000)
    this.connections = new OpenConnections((method, params) => this.sign(this.response(0n, method, params)))
  }

  /** Seconds after which a timestamp is too old. */
  get messageExpiry(): number {
    return this.#messageExpiry()
  }

  /** The array of a response, with the time of the node's clock. */
  response(id: bigint, method: string, params: GoValue): string {
    return goJson([id, method, params, this.clock()])
  }

  /** The signed frame of a response. The signature covers the response text byte for byte. */
  sign(response: string): string {
    return `{"res":${response},"sig":["${this.signer.sign(response)}"]}`
  }

  describeBalances(account: string, wallet: string): GoValue {
    return this.ledger.balances(account, wallet)
      .map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) }))
  }

  /** Pushes one `bu` to each of the wallets. */
  pushBalances(wallets: readonly string[]): void {
    for (const wallet of new Set(wallets)) {
      this.connections.pushToWallet(wallet, 'bu', { balance_updates: this.describeBalances(wallet, wallet) })
    }
  }

  /** Ends the process, as far as clients can tell: messages in process are dropped and memory is lost. */
  stop(): void {
    this.restarts++
    this.logins.clear()
    this.processed.clear()
    this.sessionKeys.reload()
  }
}
