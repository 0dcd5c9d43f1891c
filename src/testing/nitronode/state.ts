import type { Address, Hex } from '../../core/types'
import type { EmbeddedAmount, EmbeddedSessionLedger } from '../embedded/types'
import { add, formatDecimal, signOf, ZERO, type Decimal } from '../formats/decimal'
import { CLOSE, type KeyState } from './encoding'
import type { EmbeddedUpdate, NitronodeAsset } from './types'

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
  /** Amounts by participant and asset. An amount that fell to zero stays as zero. */
  allocations: ReadonlyMap<string, Decimal>
}

interface TransactionRow {
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

/** The rows of an allocation map, sorted by participant and asset. */
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

/** The state of the node: its tables, which survive a restart. The node keeps nothing else. */
export class NitronodeState {
  readonly clock: () => number
  readonly nodeAddress: Address
  readonly assets: readonly NitronodeAsset[]
  readonly #random: () => number
  /** Oldest first. */
  readonly sessions = new Map<string, SessionRow>()
  /** Oldest first. */
  readonly transactions: TransactionRow[] = []
  readonly #deposits: (EmbeddedAmount & { readonly sessionId: string })[] = []
  readonly updates: EmbeddedUpdate[] = []
  /** The last state of each key, by user and key, in the order in which the keys were registered. */
  readonly keys = new Map<string, KeyRow>()
  /** Number of restarts so far. */
  restarts = 0

  constructor({ clock, random, nodeAddress, assets }: StateOptions) {
    this.clock = clock
    this.#random = random
    this.nodeAddress = nodeAddress
    this.assets = assets
  }

  decimalsOf(asset: string): number | undefined {
    return this.assets.find(({ symbol }) => symbol === asset)?.decimals
  }

  /** Credits a participant within a session. */
  deposit(session: SessionRow, participant: string, asset: string, amount: Decimal): void {
    const key = rowKey(participant, asset)
    session.allocations = new Map(session.allocations).set(key, add(session.allocations.get(key) ?? ZERO, amount))
    this.#deposits.push({ sessionId: session.id, participant: participant.toLowerCase(), asset, amount: formatDecimal(amount) })
  }

  /** Pays a participant out of a session. */
  release(session: SessionRow, participant: string, asset: string, amount: Decimal): void {
    this.transactions.push({
      id: this.#hash(), stateId: this.#hash(), asset, sessionId: session.id, participant, amount, createdAt: this.clock(),
    })
  }

  /** What the ledger says about one session. @throws RangeError where the node does not have the session */
  sessionLedger(sessionId: string): EmbeddedSessionLedger {
    const session = this.sessions.get(sessionId)
    if (!session) throw new RangeError(`The node does not have the session ${sessionId}.`)
    return {
      status: session.status,
      deposits: this.#deposits.filter(row => row.sessionId === sessionId)
        .map(({ participant, asset, amount }) => ({ participant, asset, amount })),
      payouts: this.transactions.filter(row => row.sessionId === sessionId)
        .map(({ participant, asset, amount }) => ({ participant, asset, amount: formatDecimal(amount) })),
      closes: this.updates.filter(update => update.sessionId === sessionId && update.intent === CLOSE)
        .map(({ requestId }) => ({ requestId })),
    }
  }

  /** What a wallet holds outside sessions. */
  balances(wallet: string): { asset: string, amount: string }[] {
    const sums = new Map<string, Decimal>()
    for (const { participant, asset, amount } of this.transactions) {
      if (participant === wallet.toLowerCase()) sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
    }
    return [...sums].filter(([, amount]) => signOf(amount) !== 0).map(([asset, amount]) => ({ asset, amount: formatDecimal(amount) }))
  }

  /**
   * Ends every live key.
   * @param isRevoked true where its owner revokes the key, which makes a new version; false where it expires
   * @returns whether there was a live key
   */
  endKeys(isRevoked: boolean): boolean {
    const now = BigInt(Math.floor(this.clock() / 1000))
    const live = [...this.keys].filter(([, { expiresAt }]) => expiresAt > now)
    for (const [name, row] of live) this.keys.set(name, { ...row, expiresAt: now, version: row.version + (isRevoked ? 1n : 0n) })
    return live.length > 0
  }

  #hash(): Hex {
    return `0x${Array.from({ length: 64 }, () => Math.floor(this.#random() * 16).toString(16)).join('')}`
  }
}
