import type { Address, Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'

/**
 * What the participants sign.
 * - `close`: one request to close the session with these amounts (ClearNode), or one state that closes it with the present
 *   split (nitronode)
 * - `operate and close`: two states of a nitronode, the new split and the close, signed in one sitting
 */
export type ProposalKind = 'close' | 'operate and close'

/** An asset of a proposal. Amounts of it are whole numbers of its smallest unit. */
export interface ProposalAsset {
  /** Symbol as the node spells it. */
  readonly symbol: string
  /** Decimals of the amounts: those that the session's ledger holds. */
  readonly scale: number
}

/**
 * What people approve: who receives how much of a session, and who sends it to the node. It holds no time and no signature.
 * The participants are not in it: they are read from the node, in the node's order.
 */
export interface ProposalTerms {
  readonly kind: ProposalKind
  /** The first 4 bytes of the hash of the node's own address, so that a proposal is never signed for another node. */
  readonly nodeTag: Hex
  readonly sessionId: Hex
  /** Who collects the signatures and sends them to the node: one for each session. */
  readonly submitter: Address
  readonly assets: readonly ProposalAsset[]
  /** Amounts by asset, then by participant, in the smallest unit of the asset. Zeros included. */
  readonly rows: readonly (readonly bigint[])[]
  /** New session data; null leaves the data as they are, and an empty text erases them. */
  readonly sessionData: string | null
}

/** Fixes the exact bytes to sign. */
export type ProposalStamp =
  /** ClearNode: id and time of the request, Unix milliseconds by the node's clock. */
  | { readonly by: 'time', readonly requestId: number, readonly ts: number }
  /** nitronode: the version of the session that the first state produces. */
  | { readonly by: 'version', readonly version: number }

/** A proof of who made the proposal: a signature over its meaning and its box, in the form of `statements.ts`. */
export interface ProposalOrigin {
  readonly creator: Address
  readonly signature: Hex
  /** The wallet's policy for the session key that made the signature; null when the wallet signed itself. */
  readonly policy: SessionKeyPolicy | null
}

/** A proposal as it travels: as text, link or QR code, or over a transport. */
export interface CloseProposal extends ProposalTerms {
  /** Version of the format. */
  readonly version: 1
  /** Public key (P-256, compressed, 33 bytes) that signatures are encrypted to. Each proposal has its own. */
  readonly box: Hex
  /** Null until the submitter asks for signatures: before, the proposal can only be approved. */
  readonly stamp: ProposalStamp | null
  readonly origin: ProposalOrigin | null
}

/** One participant's signature, before it is encrypted for the submitter. */
export interface ParticipantSignature {
  readonly participant: Address
  /** One signature, or those of operate and close on a nitronode. */
  readonly signatures: readonly Hex[]
  /** The policy of the session key on ClearNode; null when the wallet signed, and on a nitronode. */
  readonly policy: SessionKeyPolicy | null
}

/** A reply of a participant who signed. Only the submitter can open it. */
export interface SealedReply {
  /** The first 16 bytes of the hash of the proposal with its stamp. */
  readonly proposalId: Hex
  /** Index of the participant in the session. */
  readonly participant: number
  /** The encrypted signature, see `seal.ts`. */
  readonly sealed: Hex
}

/** Why a participant did not sign. */
export type DeclineReason = 'amounts' | 'unknown' | 'later' | 'other'

/** A reply of a participant who does not sign. */
export interface Decline {
  /** The meaning that was declined. */
  readonly meaning: Hex
  /** Index of the participant in the session. */
  readonly participant: number
  readonly reason: DeclineReason
  /** At most 140 characters, shown as plain text; empty if there is none. */
  readonly note: string
}
