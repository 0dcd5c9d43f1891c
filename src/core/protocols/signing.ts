import type { Attempt, ClosingPlan, Proposal } from '../closing/types'
import type { Connection } from '../connection/types'
import type { KeyGrant } from '../cosigning/review/facts'
import type { AppSession } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'
import type { Access } from './login'

/** What a signature of a proposal needs to know. */
export interface SignOptions {
  /** All earlier attempts of the closing. A signature of the same digest may be used again. */
  readonly earlier: readonly Attempt[]
  /** Aborted when the closing no longer wants the signature. */
  readonly signal: AbortSignal
}

/** How `propose` chooses the timestamp of a proposal. */
export interface ProposalOptions {
  /**
   * For how long the node may accept the proposal, in milliseconds. Ignored by protocols without such a window.
   * @default as long as the node allows
   */
  readonly window?: number | undefined
  /** All earlier attempts of the closing. The new timestamp is later than any of theirs. */
  readonly earlier: readonly Attempt[]
}

/** A signature of a proposal. */
export interface SignedProposal extends Pick<Attempt, 'policy'> {
  readonly signature: Hex
  /** The address that the signature recovers to: the wallet, or its session key. */
  readonly signer: Address
}

/** How a co-signer signs. */
export interface CoSignerOptions {
  /** After how many milliseconds the signatures must have ended. Ignored if the signed bytes say when they end. */
  readonly life: number
  /** The wallet itself signs, although its signatures do not end by time. Ignored if the signed bytes say when they end. */
  readonly isByWallet: boolean
  /** Called with a key that is made to sign, before the node can list it. Not called if the signed bytes say when they end. Never rejects. */
  onKeyMade(key: Address): Promise<void>
  /** Aborted when the closing no longer wants the signatures. */
  readonly signal: AbortSignal
}

/** Signatures of several proposals by one signer, in the order of the proposals. */
export interface CoSignedProposals extends Omit<SignedProposal, 'signature'> {
  readonly signatures: readonly Hex[]
}

/** When a submission that has no answer may be sent again. */
export interface Resending {
  /**
   * - `when the earlier one is void`: the node may act on two submissions
   * - `at once`: the node accepts at most one of several submissions
   */
  readonly rule: 'when the earlier one is void' | 'at once'
  /**
   * Asks the node whether it no longer starts an attempt. Even then, work that the node had already started may still land. Where
   * the node accepts at most one of several submissions, this is asked only for signatures that another participant may send.
   * @param access any login; it does not have to be the one that sent the attempt
   * @param skew how far the clocks of several nodes behind one address may differ, in milliseconds
   * @throws any other error of the node, and what `Connection.request` throws. Neither says anything about the attempt
   */
  isFenced(access: Access, attempt: Attempt, skew: number): Promise<boolean>
  /**
   * When `isFenced` is expected to become true, in Unix milliseconds by the node's clock; `Infinity` if that is unknown. An estimate
   * of when asking makes sense, never a proof.
   */
  fencedFrom(attempt: Attempt, skew: number): number
}

/** Who has signed a statement: see `signStatement`. */
export interface StatementSignature {
  readonly signature: Hex
  readonly policy: SessionKeyPolicy | null
}

/** What a protocol does for sessions that several participants close. */
export interface CoSigningCalls {
  /**
   * Signs what another participant will send, so that the signatures cannot be used for long. May ask the wallet.
   * @param proposals the submissions of the plan, in order. One key signs all of them
   * @throws as `sign`. No signature exists then
   */
  coSign(access: Access, plan: ClosingPlan, proposals: readonly Proposal[], options: CoSignerOptions): Promise<CoSignedProposals>
  /**
   * Signs a digest so that nobody else can make the signature. The client makes secrets of it. May ask the wallet, at most once for
   * each digest. A wallet that has declined is asked again only when the person acts.
   * @param session decides which key signs
   * @param isByPerson the person acts just now. @default false
   */
  signSecret(access: Access, session: AppSession, digest: Hex, isByPerson?: boolean): Promise<Hex>
  /**
   * Signs the digest of a statement, so that others can see which wallet states it. Asks nobody.
   * @param session decides which key signs
   * @returns 65 bytes over the digest as it is, and the policy of the session key that has signed (null for the wallet itself). Null if
   * the wallet would have to be asked, and if nobody could see whose key has signed
   */
  signStatement(access: Access, session: AppSession, digest: Hex): Promise<StatementSignature | null>
  /**
   * Reads what a wallet allows a session key. Null if the node does not list the key for that wallet now. Undefined if the node
   * does not show the keys of other wallets (ClearNode).
   */
  readonly readKeyGrant?: (connection: Connection, wallet: Address, key: Address) => Promise<KeyGrant | null>
  /**
   * Reads which session keys a wallet has allowed for a session by its id, without those that this client has made. Undefined if a
   * login on another device ends the keys of the earlier ones (ClearNode).
   */
  readonly readForeignKeys?: (connection: Connection, wallet: Address, sessionId: Hex) => Promise<readonly KeyGrant[]>
  /**
   * Whether the session key of the login has ended, so that the node would refuse what it signs. Undefined if co-signers have a
   * key of their own for each session (nitronode).
   */
  readonly isKeyEnded?: (access: Access) => Promise<boolean>
  /**
   * Ends the session keys that made the signatures of a co-signer, for good. Does nothing for signatures of the wallet itself. May
   * ask the wallet.
   */
  withdraw(access: Access, attempts: readonly Attempt[]): Promise<void>
}
