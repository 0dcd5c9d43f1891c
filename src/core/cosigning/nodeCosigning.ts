import type { Proposal } from '../closing/types'
import type { Connection } from '../connection/types'
import type { Allocation, AppSession } from '../sessions/types'
import type { NodeRules } from './review/facts'
import type { ProposalKind, ProposalStamp } from './types'

/** A close that several participants sign. */
export interface CosignedClose {
  readonly session: AppSession
  readonly kind: ProposalKind
  /** In the order in which they are signed, with amounts in their shortest form. */
  readonly allocations: readonly Allocation[]
  /** Null leaves the data of the session as they are. What an empty text does depends on the node: see `NodeRules.emptyData`. */
  readonly sessionData: string | null
  readonly stamp: ProposalStamp
}

/** Makes ids and timestamps of requests. They are used where no signature covers them. */
export type RequestMarks = Pick<Connection, 'newRequestId' | 'newStamp'>

/** What signing together needs of a protocol. */
export interface NodeCosigning {
  readonly rules: NodeRules
  /** How long the node accepts a request after its timestamp, in milliseconds. Null if nothing in a signature ends it. */
  readonly window: number | null
  /** The longest time for which a submitter can collect signatures, in milliseconds. */
  readonly longestSigning: number
  /** For how much longer than the time of collecting a key must live, so that everything can be sent, in milliseconds. */
  readonly sendingTime: number
  /**
   * Makes what is signed from values alone, so that every participant signs the same: one submission, or several that are signed in
   * one sitting.
   * @throws `PROPOSAL_OTHER_NODE` if the stamp is that of another kind of node; `OPTIONS_INVALID` if the node could not read it
   */
  proposalsOf(close: CosignedClose, marks: RequestMarks): readonly Proposal[]
}
