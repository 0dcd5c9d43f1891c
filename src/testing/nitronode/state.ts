import type { Address, Hex } from '../../core/types'
import { add, formatDecimal, signOf, ZERO, type Decimal } from '../common/decimal'
import type { LatencyPoint } from '../common/types'
import type { KeyState } from './encoding'
import type { EmbeddedUpdate, NitronodeAsset } from './types'

/** Work in stages: at every point that it yields, other connections may get their turn. */
export type Stages<T> = Generator<LatencyPoint, T, void>

export interface SessionRow {
  readonly id: Hex
  readonly application: string
  /** Lower-case, sorted by address. */
  readonly participants: readonly { readonly wallet: string, readonly weight: bigint }[]
  readonly quorum: bigint
  readonly nonce: bigint
  status: 'open' | 'closed'
  version: bigint
  sessionData: string
  /** Amounts by participant and asset; what fell to zero stays as zero. */
  allocations: ReadonlyMap<string, Decimal>
}

export interface TransactionRow {
  readonly id: Hex
  readonly stateId: Hex
  readonly asset: string
  readonly sessionId: Hex
  readonly participant: string
  readonly amount: Decimal
  /** Unix milliseconds. */
  readonly createdAt: number
}

export interface KeyRow extends KeyState {
  readonly userSignature: string
  readonly keySignature: string
}

export const rowKey = (participant: string, asset: string): string => `${participant.toLowerCase()} ${asset}`

/** Rows of an allocation map, by participant and asset. */
export const rowsOf = (allocations: ReadonlyMap<string, Decimal>): { participant: string, asset: string, amount: Decimal }[] =>
  [...allocations].sort(([a], [b]) => a < b ? -1 : 1).map(([key, amount]) => {
    const [participant = '', asset = ''] = key.split(' ')
    return { participant, asset, amount }
  })

export interface StateOptions {
  readonly clock: () => number
  readonly random: () => number
  readonly nodeAddress: Address
  readonly assets: readonly NitronodeAsset[]
}

/** Everything that the node knows. Its tables survive a restart; there is no memory beside them. */
export class NitronodeState {
  readonly clock: () => number
  readonly nodeAddress: Address
  readonly assets: readonly NitronodeAsset[]
  readonly #random: () => number
  /** Oldest first. */
  readonly sessions = new Map<string, SessionRow>()
  /** Oldest first. */
  readonly transactions: TransactionRow[] = []
  readonly updates: EmbeddedUpdate[] = []
  /** The last state of each key, by user and key, in the order of their first ones. */
  readonly keys = new Map<string, KeyRow>()
  /** Counts restarts. */
  life = 0

  constructor({ clock, random, nodeAddress, assets }: StateOptions) {
    this.clock = clock
    this.#random = random
    this.nodeAddress = nodeAddress
    this.assets = assets
  }

  decimalsOf(asset: string): number | undefined {
    return this.assets.find(({ symbol }) => symbol === asset)?.decimals
  }

  /** Pays a participant out of a session. */
  release(session: SessionRow, participant: string, asset: string, amount: Decimal): void {
    this.transactions.push({
      id: this.#hash(), stateId: this.#hash(), asset, sessionId: session.id, participant, amount, createdAt: this.clock(),
    })
  }

  /** What a wallet holds outside of sessions. */
  balances(wallet: string): { asset: string, amount: string }[] {
    const sums = new Map<string, Decimal>()
    for (const { participant, asset, amount } of this.transactions) {
      if (participant === wallet.toLowerCase()) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
    }
    return [...sums].filter(([, amount]) => signOf(amount) !== 0).map(([asset, amount]) => ({ asset, amount: formatDecimal(amount) }))
  }

  #hash(): Hex {
    return `0x${Array.from({ length: 64 }, () => Math.floor(this.#random() * 16).toString(16)).join('')}`
  }
}
