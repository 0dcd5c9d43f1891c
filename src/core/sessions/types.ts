import type { Address, Hex } from '../types'

/** One participant's amount of one asset: requested, current or paid. */
export interface Allocation {
  /** Address as the session stores it. In a request to close, any case is accepted; it is sent as the session stores it. */
  readonly participant: Address
  /** Asset symbol exactly as the node spells it, for example `usdc`. */
  readonly asset: string
  /** Decimal string in whole asset units (`"0.5"` is half a usdc); never base units, never a number. */
  readonly amount: string
}

/** A participant of an app session. */
export interface Participant {
  /** Address exactly as the node stores it. */
  readonly address: Address
  /** How much this participant's signature counts towards the quorum. */
  readonly weight: number
}

/** An asset that an app session holds. */
export interface SessionAsset {
  /** Symbol as the node spells it. */
  readonly symbol: string
  /** Decimals of the asset: the lowest number among the chains that the node lists for it. */
  readonly decimals: number
  /**
   * Decimals that amounts of this asset may have in this session: `decimals`, or more if the ledger has more. A session can
   * hold smaller fractions than the asset has, and must still be closable.
   */
  readonly scale: number
  /** Everything that the session holds of the asset now, as a decimal string. */
  readonly total: string
}

/** The known states are `open` and `closed`. Any other state that a node sends is passed on unchanged. */
export type SessionStatus = 'open' | 'closed' | (string & {})

/** A session as lists show it. */
export interface AppSessionSummary {
  readonly id: Hex
  readonly status: SessionStatus
  /** Application that the session belongs to; empty if the node does not say. */
  readonly application: string
  /** Session protocol as the node names it, for example `NitroRPC/0.4`. Unknown names are passed on unchanged. */
  readonly protocol: string
  readonly participants: readonly Participant[]
  /** Sum of signature weights that a change of the session needs. */
  readonly quorum: number
  readonly version: number
  readonly sessionData: string | null
  /** ISO 8601. */
  readonly createdAt: string
  /** ISO 8601. */
  readonly updatedAt: string
}

/** A session with what it holds now, derived from the node's ledger. */
export interface AppSession extends AppSessionSummary {
  /**
   * Whether closing with other than the current allocations takes two steps: they are agreed with the node first, and then
   * the session is closed.
   * @default false
   */
  readonly agreesFirst?: boolean
  /** Every asset that ever moved in the session's ledger account, sorted by symbol. */
  readonly assets: readonly SessionAsset[]
  /** One row for every participant and asset, zeros included, with the participants in the order of the session. */
  readonly allocations: readonly Allocation[]
}

/** Filter for a list of sessions. */
export interface SessionQuery {
  /** Only sessions with this status. @default every status */
  readonly status?: SessionStatus
  /** Only sessions of this participant. The address may be in upper or lower case. @default the connected wallet */
  readonly participant?: Address
}

/** An asset balance of the connected wallet on the node. */
export interface Balance {
  readonly asset: string
  /** Decimal string in whole asset units. */
  readonly amount: string
}

/** The payments of one session, from one reading of the node's ledger. */
export interface SessionLedger {
  /** Every payout, oldest first. A protocol may leave out those of `ClosingPlan.baseline`. */
  readonly payouts: readonly Payout[]
  /** Everything that was ever paid in, by asset as decimal text. */
  readonly funded: Readonly<Record<string, string>>
  /** Every deposit, oldest first; null if the node does not say who paid in. */
  readonly deposits: readonly Allocation[] | null
  /** Whether a close writes a row for each of its allocations, even for zero. */
  readonly listsZeroRows: boolean
  /**
   * The transaction ids of the payouts after which nothing was left in the session. Somebody may have paid in again since. Empty
   * if the node does not list deposits and payouts in one order.
   */
  readonly emptiedBy: readonly string[]
}

/** One entry of the node's ledger that pays a participant from a session. */
export interface Payout extends Allocation {
  /** The id that the node has given to the transaction. */
  readonly transactionId: string
  /** ISO 8601, by the node's clock. */
  readonly createdAt: string
}
