import type { Address, Hex } from '../types'

/** One participant's share of one asset, as asked, as it stands or as it was paid. */
export interface Allocation {
  /** Address exactly as the session stores it. */
  readonly participant: Address
  /** Asset symbol exactly as the node spells it, for example `usdc`. */
  readonly asset: string
  /** Decimal text in whole asset units (`"0.5"` is half a usdc), never base units, never a number. */
  readonly amount: string
}

/** A participant of an app session. */
export interface Participant {
  /** Address exactly as the node stores it. */
  readonly address: Address
  /** What this participant's signature counts towards the quorum. */
  readonly weight: number
}

/** An asset that an app session holds. */
export interface SessionAsset {
  /** Symbol as the node spells it. */
  readonly symbol: string
  /** Decimals of the asset: the smallest over all chains that the node lists for it. */
  readonly decimals: number
  /**
   * Decimals that amounts of this asset have in this session: the larger of `decimals` and what the
   * ledger holds, since a session can hold finer dust and must still be closable.
   */
  readonly scale: number
  /** Everything that the session holds of the asset now, as decimal text. */
  readonly total: string
}

/** `open` and `closed` are the states known; a node may name others, and they pass through. */
export type SessionStatus = 'open' | 'closed' | (string & {})

/** What a list of sessions tells of one session. */
export interface AppSessionSummary {
  readonly id: Hex
  readonly status: SessionStatus
  /** Application that the session belongs to; empty where the node does not tell. */
  readonly application: string
  /** Session protocol as the node names it, for example `NitroRPC/0.4`; unknown names pass through. */
  readonly protocol: string
  readonly participants: readonly Participant[]
  /** Sum of weights that a change of the session needs. */
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
   * Whether a split other than the present one takes two steps: it is agreed with the node, then the session is closed.
   * @default false
   */
  readonly agreesFirst?: boolean
  /** Every asset that ever moved in the session's ledger account, by symbol. */
  readonly assets: readonly SessionAsset[]
  /** Every participant × every asset, zeros included, participants in the session's order. */
  readonly allocations: readonly Allocation[]
}

/** Filter for a list of sessions. */
export interface SessionQuery {
  /** Only sessions with this status. @default every status */
  readonly status?: SessionStatus
  /** Only sessions of this participant, compared as exact text. @default the connected wallet */
  readonly participant?: Address
}

/** An asset balance of the connected wallet on the node. */
export interface Balance {
  readonly asset: string
  /** Decimal text in whole asset units. */
  readonly amount: string
}

/** One row that the node booked from a session to a participant. */
export interface Payout extends Allocation {
  /** The node's number of the transaction. */
  readonly transactionId: string
  /** ISO 8601, the node's clock. */
  readonly createdAt: string
}
