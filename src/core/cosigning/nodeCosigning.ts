import type { Proposal } from '../closing/types'
import type { Allocation } from '../sessions/types'
import type { Hex } from '../types'
import type { NodeRules } from './review/facts'

/** A close that several participants sign. */
export interface CosignedClose {
  readonly sessionId: Hex
  /** In the order in which they are signed, with amounts in their shortest form. */
  readonly allocations: readonly Allocation[]
  /** Null leaves the data of the session as they are, and an empty text erases them. */
  readonly sessionData: string | null
  /** Below 2^53. */
  readonly requestId: number
  /** Unix milliseconds. */
  readonly ts: number
}

/** What signing together needs of a protocol. */
export interface NodeCosigning {
  readonly rules: NodeRules
  /** How long the node accepts a request after its timestamp, in milliseconds. */
  readonly window: number
  /** Makes the bytes to sign from values alone: the same values give the same bytes for every participant. */
  proposalOf(close: CosignedClose): Proposal
}
