import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../closing/types'
import type { Connection } from '../connection/types'
import type { FrameCodec } from '../connection/types'
import type { AppSession, AppSessionSummary, Allocation, Balance, Payout, SessionQuery } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { RequestSigner, ResolvedSigner, SessionKeyPolicy } from '../wallet/types'

/** Who is logged in. */
export interface Login {
  readonly wallet: Address
  /** Signs requests; the key behind it never leaves its closure. */
  readonly signer: RequestSigner
  /** Null where the login was adopted from the app, which does not hand over a policy. */
  readonly policy: SessionKeyPolicy | null
}

/** What a node says of itself. */
export interface NodeInfo {
  /** Address that signs the node's answers. */
  readonly broker: Address
  readonly assets: readonly { readonly symbol: string, readonly decimals: number }[]
}

/** A connection together with who is logged in on it. */
export interface Access {
  readonly connection: Connection
  readonly login: Login
}

/** How a proposal is stamped. */
export interface ProposalOptions {
  /**
   * Milliseconds for which the node takes it at most, where the protocol has such a window.
   * @default as long as the node allows
   */
  readonly window?: number | undefined
  /** Attempts of the closing so far; the new one is newer. */
  readonly earlier: readonly Attempt[]
}

/** A signature of a proposal, and who gave it. */
export interface SignedProposal extends Pick<Attempt, 'policy'> {
  readonly signature: Hex
  readonly signer: Address
}

/** A push of the node that changes what an app shows. */
export type NodeChange =
  | { readonly kind: 'balances', readonly balances: readonly Balance[] }
  | { readonly kind: 'session', readonly sessionId: Hex }

/** What an app shows: a session, or a list. */
export type WatchedSubject = Hex | SessionQuery

/** Keeps what an app shows up to date as long as the present socket lives. */
export type Follow = (parts: {
  readonly connection: Connection
  /** What is shown now. */
  readonly subjects: () => readonly WatchedSubject[]
  readonly login: () => Login | null
  readonly onChange: (change: NodeChange) => void
}) => void

/** The node may act on two submissions: the earlier one must be void before another one is sent. */
export interface ResendWhenVoid {
  readonly rule: 'when the earlier one is void'
  /**
   * Whether the node no longer starts an attempt. Work on it that the node has begun already may still land.
   * @param access any login; it need not be the one that sent the attempt
   * @param skew how far the clocks of several nodes behind one address may differ, in milliseconds
   * @throws `NitroliteError` when the node gives neither answer, or none
   */
  isVoid(access: Access, attempt: Attempt, skew: number): Promise<boolean>
  /** When `isVoid` is expected to turn true, in Unix milliseconds by the node's clock. An estimate, never a proof. */
  voidFrom(attempt: Attempt, skew: number): number
}

/** The node accepts at most one of several submissions, so an unanswered one may be sent again at any time. */
export interface ResendAtOnce {
  readonly rule: 'at once'
}

export type Resending = ResendWhenVoid | ResendAtOnce

/**
 * Everything in which the protocols of the nodes differ. Nothing outside of `protocols/` asks which one it is.
 * Methods throw `NitroliteError`; all of them need an open connection.
 */
export interface Protocol {
  /** Name for receipts and records, for example `nitrorpc/0.5`. */
  readonly name: string
  readonly codec: FrameCodec
  /** When a submission that has no answer may be sent again. */
  readonly resending: Resending
  /** Whether the node can pay two submissions of one closing. */
  readonly canPayTwice: boolean
  /** Whether `readOutcomes` answers any login, not only the wallet that sent the attempts. */
  readonly tellsOutcomesToAll: boolean

  /** A harmless call, for the heartbeat. */
  ping(connection: Connection, deadline: number): Promise<void>
  /** Reads the node's address and assets; kept as long as the protocol object lives. */
  nodeInfo(connection: Connection): Promise<NodeInfo>
  /**
   * Logs the connection in. May ask the wallet once; a login of the app is taken over without asking.
   * @throws `WALLET_…`, `SIGNER_MISMATCH`, `AUTH_…`, `SESSION_KEY_…`
   */
  authenticate(connection: Connection, signer: ResolvedSigner): Promise<Login>

  /** Every session that fits, all pages, each once, newest change first. */
  listSessions(connection: Connection, query: SessionQuery): Promise<AppSessionSummary[]>
  /**
   * @param isUrgent whether it goes before what is read for the screen. @default false
   * @throws `SESSION_NOT_FOUND`
   */
  readSession(connection: Connection, sessionId: Hex, isUrgent?: boolean): Promise<AppSession>
  /** Balances of the wallet that is logged in. */
  readBalances(connection: Connection, login: Login): Promise<Balance[]>
  /** Finds out what others change; left out where the node tells of it by itself. */
  readonly follow?: Follow
  /** What a push means for an app; null where it means nothing to it. */
  interpretPush(name: string, params: unknown): NodeChange | null

  /**
   * Checks what the node would refuse about the session and the signer.
   * @throws `SESSION_NOT_OPEN`, `SESSION_PARTICIPANT_LOWER_CASE`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`,
   * `SESSION_KEY_WRONG_APPLICATION`
   */
  checkCanClose(session: AppSession, login: Login): void
  /** Plans how to close; sends nothing that changes anything. */
  planClosing(
    connection: Connection,
    request: { session: AppSession, allocations: readonly Allocation[], sessionData: string | null },
    login: Login,
  ): Promise<ClosingPlan>
  /** Makes the exact bytes of a submission. Two proposals never have the same bytes. */
  propose(connection: Connection, plan: ClosingPlan, submission: string, options: ProposalOptions): Proposal
  /**
   * Signs as the one who is logged in; the signature is recovered and compared before it is returned. May ask the wallet.
   * @param earlier attempts of the closing so far, whose signatures may do
   * @throws `SIGNER_MISMATCH`, `SIGNER_CONTRACT`, `WALLET_…`
   */
  sign(access: Access, plan: ClosingPlan, proposal: Proposal, earlier: readonly Attempt[]): Promise<SignedProposal>
  /**
   * Sends an attempt and waits for what becomes of it, as long as the connection lives. Never throws.
   * @param onLate called once the answer is overdue; the promise goes on waiting
   */
  submit(connection: Connection, plan: ClosingPlan, attempt: Attempt, onLate: () => void): Promise<AttemptOutcome>
  /** The status of a session that was read before. Needs no login. */
  readStatus(connection: Connection, session: AppSession): Promise<string>
  /**
   * What the node remembers of attempts that this wallet sent, by their request id. An attempt that is not in it is not
   * remembered, which proves nothing.
   */
  readOutcomes(access: Access, plan: ClosingPlan, attempts: readonly Attempt[]): Promise<ReadonlyMap<number, AttemptOutcome>>
  /**
   * Ends the key that signs for the login, so that nothing that it signed can start any more: `isVoid` says so. The login
   * is over then.
   * @throws as any request
   */
  revokeKey(access: Access): Promise<void>
  /** Payouts that the node booked for the session of a plan, oldest first; of those in its baseline, any may be missing. */
  readPayouts(connection: Connection, plan: ClosingPlan): Promise<Payout[]>
}
