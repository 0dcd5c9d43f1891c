import type { Address, Hex } from '../../core/types'
import type { EmbeddedDeposit, EmbeddedPayment, EmbeddedSessionLedger } from '../embedded/types'
import type { MistakeChoice } from '../embedded/refusal'
import { add, formatDecimal, signOf, ZERO, type Decimal } from '../formats/decimal'
import { channelStateIdOf, transactionIdOf, type AllocationRow, type KeyState } from './encoding'
import type { EmbeddedUpdate, NitronodeAsset } from './types'

export interface SessionRow {
  readonly id: Hex
  readonly application: string
  /** Lower-case, in the order in which they were sent. */
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

/** What a release is made for. */
interface Release extends Pick<EmbeddedPayment, 'by' | 'requestId'> {
  /** The id of the session as the request spelled it. */
  readonly account: string
}

export interface KeyRow extends KeyState {
  readonly userSignature: string
  readonly keySignature: string
}

export const rowKey = (participant: string, asset: string): string => `${participant.toLowerCase()} ${asset}`

/** The rows of an allocation map, sorted by participant and asset. */
export const rowsOf = (allocations: ReadonlyMap<string, Decimal>): AllocationRow[] =>
  [...allocations].sort(([a], [b]) => a < b ? -1 : 1).map(([key, amount]) => {
    const split = key.indexOf(' ')
    return { participant: key.slice(0, split), asset: key.slice(split + 1), amount }
  })

/** What the participants hold. Funds of others count for the session's balance only. */
export const allocationsOf = ({ allocations, participants }: SessionRow): ReadonlyMap<string, Decimal> =>
  new Map([...allocations].filter(([key]) => participants.some(({ wallet }) => key.startsWith(`${wallet} `))))

export interface StateOptions {
  readonly clock: () => number
  /** A clock that faults do not move. */
  readonly steadyClock: () => number
  readonly nodeAddress: Address
  readonly assets: readonly NitronodeAsset[]
  readonly chooseMistake: MistakeChoice
}

/** The state of the node: its tables, which survive a restart. The node keeps nothing else. */
export class NitronodeState {
  readonly clock: () => number
  readonly nodeAddress: Address
  readonly assets: readonly NitronodeAsset[]
  readonly chooseMistake: MistakeChoice
  readonly #steadyClock: () => number
  /** Oldest first. */
  readonly sessions = new Map<string, SessionRow>()
  /** Oldest first. */
  readonly transactions: TransactionRow[] = []
  readonly #deposits: (EmbeddedDeposit & { readonly sessionId: string })[] = []
  readonly #payments: (EmbeddedPayment & { readonly sessionId: string })[] = []
  readonly updates: EmbeddedUpdate[] = []
  /** The last state of each key by the key's address, the least recently changed first. */
  readonly keys = new Map<string, KeyRow>()
  /** Number of restarts so far. */
  restarts = 0

  constructor({ clock, steadyClock, nodeAddress, assets, chooseMistake }: StateOptions) {
    this.clock = clock
    this.#steadyClock = steadyClock
    this.nodeAddress = nodeAddress
    this.assets = assets
    this.chooseMistake = chooseMistake
  }

  decimalsOf(asset: string): number | undefined {
    return this.assets.find(({ symbol }) => symbol === asset)?.decimals
  }

  /** Credits a participant within a session. */
  deposit(session: SessionRow, participant: string, asset: string, amount: Decimal): void {
    const key = rowKey(participant, asset)
    session.allocations = new Map(session.allocations).set(key, add(session.allocations.get(key) ?? ZERO, amount))
    this.#deposits.push({
      sessionId: session.id, participant: participant.toLowerCase(), asset, amount: formatDecimal(amount), at: this.#steadyClock(),
    })
  }

  /** Pays participants out of a session. */
  release(sessionId: Hex, rows: readonly AllocationRow[], { by, requestId, account }: Release): void {
    for (const row of rows) {
      const version = this.transactions.filter(({ participant, asset }) => participant === row.participant && asset === row.asset).length + 1
      const stateId = channelStateIdOf(row.participant, row.asset, BigInt(version))
      this.transactions.push({ id: transactionIdOf(account, stateId), stateId, sessionId, ...row, createdAt: this.clock() })
    }
    this.#payments.push({
      sessionId, by, requestId, at: this.#steadyClock(),
      rows: rows.map(row => ({ ...row, amount: formatDecimal(row.amount) })),
    })
  }

  /** What the ledger says about one session. @throws RangeError if the node does not have the session */
  sessionLedger(sessionId: string): EmbeddedSessionLedger {
    const session = this.sessions.get(sessionId)
    if (!session) throw new RangeError(`The node does not have the session ${sessionId}.`)
    const payments = this.#payments.filter(payment => payment.sessionId === sessionId)
      .map(({ by, requestId, at, rows }) => ({ by, requestId, at, rows }))
    return {
      status: session.status,
      deposits: this.#deposits.filter(row => row.sessionId === sessionId)
        .map(({ participant, asset, amount, at }) => ({ participant, asset, amount, at })),
      payments,
      payouts: payments.flatMap(({ rows }) => rows),
      closes: payments.filter(({ by }) => by === 'close').map(({ requestId }) => ({ requestId })),
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

  /** Whether a key may sign now. */
  isActive({ expiresAt }: Pick<KeyState, 'expiresAt'>): boolean {
    return expiresAt > BigInt(Math.floor(this.clock() / 1000))
  }

  /**
   * Ends every live key.
   * @param isRevoked true if its owner revokes the key, which makes a new version; false if it expires
   * @returns whether there was a live key
   */
  endKeys(isRevoked: boolean): boolean {
    const now = BigInt(Math.floor(this.clock() / 1000))
    const live = [...this.keys].filter(([, row]) => this.isActive(row))
    for (const [name, row] of live) this.keys.set(name, { ...row, expiresAt: now, version: row.version + (isRevoked ? 1n : 0n) })
    return live.length > 0
  }
}
