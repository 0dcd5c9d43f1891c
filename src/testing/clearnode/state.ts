import { AppSessions } from './appSessions'
import { Logins } from './auth'
import { formatDecimal } from '../network/decimal'
import { goJson, type GoValue } from '../network/goJson'
import { History } from './history'
import { ConnectionHub } from './hub'
import { Ledger } from './ledger'
import { SessionKeys } from './sessionKeys'
import type { NodeSigner } from './signing'
import type { EmbeddedAsset, EmbeddedClose } from './types'
import { UserTags } from './userTags'

/** What a node keeps in its database. Several nodes may share it. */
export class Tables {
  readonly ledger: Ledger
  readonly sessions: AppSessions
  readonly sessionKeys: SessionKeys
  readonly tags: UserTags
  readonly history = new History()
  /** Every close that was booked, oldest first. */
  readonly closes: EmbeddedClose[] = []

  constructor(clock: () => number, random: () => number) {
    this.ledger = new Ledger(clock)
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
}

/** Everything that a node knows: its tables, which survive a restart, and its memory, which does not. */
export class ClearnodeState {
  readonly clock: () => number
  readonly signer: NodeSigner
  readonly assets: readonly EmbeddedAsset[]
  readonly ledger: Ledger
  readonly sessions: AppSessions
  readonly sessionKeys: SessionKeys
  readonly tags: UserTags
  readonly history: History
  readonly closes: EmbeddedClose[]
  readonly logins: Logins
  readonly hub: ConnectionHub
  readonly #messageExpiry: () => number
  /** Counts restarts. */
  life = 0

  constructor({ tables, clock, challenge, messageExpiry, signer, assets }: StateOptions) {
    this.clock = clock
    this.#messageExpiry = messageExpiry
    this.signer = signer
    this.assets = assets
    this.ledger = tables.ledger
    this.sessions = tables.sessions
    this.sessionKeys = tables.sessionKeys
    this.tags = tables.tags
    this.history = tables.history
    this.closes = tables.closes
    this.logins = new Logins(clock, challenge)
    this.hub = new ConnectionHub((method, params) => this.sign(this.response(0n, method, params)))
  }

  /** Seconds after which a stamp is too old. */
  get messageExpiry(): number {
    return this.#messageExpiry()
  }

  /** The array of a response, stamped with the node's clock. */
  response(id: bigint, method: string, params: GoValue): string {
    return goJson([id, method, params, this.clock()])
  }

  /** A frame around a response: the signature covers the response text byte for byte. */
  sign(response: string): string {
    return `{"res":${response},"sig":["${this.signer.sign(response)}"]}`
  }

  describeBalances(account: string, wallet: string): GoValue {
    return this.ledger.balances(account, wallet)
      .map(({ asset, amount }) => ({ asset, amount: formatDecimal(amount) }))
  }

  /** `bu` to each of the wallets once. */
  pushBalances(wallets: readonly string[]): void {
    for (const wallet of new Set(wallets)) {
      this.hub.publish(wallet, 'bu', { balance_updates: this.describeBalances(wallet, wallet) })
    }
  }

  /** Ends the process as far as it can be told from outside: what is in process is given up, memory is lost. */
  stop(): void {
    this.life++
    this.logins.clear()
    this.sessionKeys.reload()
  }
}
