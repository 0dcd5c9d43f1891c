import type { Allocation, Participant, Payout } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'

/** The proof of what was requested, signed, answered and paid. Anybody can check it offline with `verifyReceipt`. */
export interface Receipt {
  readonly version: 1
  /** `closed`: every requested row was paid, once. */
  readonly result: 'closed' | 'superseded' | 'overpaid'
  /** Protocol of the node, for example `nitrorpc/0.5`. */
  readonly protocol: string
  readonly node: { readonly url: string, readonly broker: Address }
  readonly session: {
    readonly id: Hex
    readonly application: string
    readonly participants: readonly Participant[]
    readonly quorum: number
  }
  /** The requested amounts, one row for every participant and asset. */
  readonly requested: readonly Allocation[]
  readonly request: {
    /** The signed bytes as text. */
    readonly text: string
    readonly digest: Hex
    readonly signatures: readonly Hex[]
    readonly signers: readonly Address[]
  }
  /** Policies that bind session keys among the signers to wallets. */
  readonly policies: readonly SessionKeyPolicy[]
  /** The answer that the node signed; null when the outcome was found out in another way. */
  readonly response: { readonly text: string, readonly signature: Hex } | null
  /** What the node's ledger shows since the closing was planned. Withdrawals of other participants are among them. */
  readonly payouts: readonly Payout[]
  /**
   * The most that could be paid out since the closing was planned, by asset as decimal text: everything that was ever paid in,
   * less what had been paid out before. A ClearNode also accepts a deposit while a close is under way. The close does not pay that
   * deposit, so less than this may be paid although the result is `closed`; the rest stays in the closed session.
   */
  readonly payable: Readonly<Record<string, string>>
  /**
   * Who submitted the close that was paid.
   * - `this request`: the node took the request of this receipt
   * - `others`: another participant's close was paid. With `result: 'closed'` it had the same split
   * - `unknown`: the ledger does not say whose close was paid, and the node did not confirm this request
   */
  readonly by: 'this request' | 'others' | 'unknown'
  /**
   * The node listed the session as open although it was paid out. This happens on ClearNode when another participant changes
   * the session at the same moment. Everything was paid out. If the node still shows funds in the session, another close would pay
   * them a second time.
   */
  readonly isOpenAgain: boolean
  /** Participants and assets whose `payouts` and `requested` differ; empty when `result` is `closed`. */
  readonly differences: readonly PayoutDifference[]
  /** Claims that this receipt cannot prove, see `ReceiptClaim`. */
  readonly unproven: readonly string[]
  /** ISO 8601, the node's clock. */
  readonly closedAt: string
}

/** What one participant should have received of one asset, and what was paid, as decimal text. */
export interface PayoutDifference {
  readonly participant: Address
  readonly asset: string
  readonly expected: string
  readonly paid: string
}
