import type { Attempt, AttemptOutcome, ClosingPlan, Proposal } from '../closing/types'
import type { Connection, FrameCodec } from '../connection/types'
import type { Allocation, AppSession, AppSessionSummary, Balance, SessionLedger, SessionQuery } from '../sessions/types'
import type { Address, Hex } from '../types'
import type { ResolvedSigner } from '../wallet/types'
import type { Access, Login } from './login'
import type { CoSigningCalls, ProposalOptions, Resending, SignedProposal, SignOptions } from './signing'

export type { Access, EndedSessionKey, Login } from './login'

/** What a node says about itself. */
export interface NodeInfo {
  /** The address that signs the node's answers, if the protocol has signed answers. */
  readonly broker: Address
  /** Each asset once. If an asset has different decimals on different chains, `decimals` is the smallest. */
  readonly assets: readonly { readonly symbol: string, readonly decimals: number }[]
}

/** What a closing is planned from: one consistent reading of a session and its ledger. */
export interface PlanBasis {
  /** Its totals are right. Its `allocations` are empty if the totals were enough for the plan. */
  readonly session: AppSession
  readonly node: NodeInfo
  /** Transaction ids of ledger rows from before this closing. See `ClosingPlan.baseline`. */
  readonly baseline: readonly string[]
  /** The most that can be paid out per asset, as decimal text. See `ClosingPlan.funded`. */
  readonly funded: Readonly<Record<string, string>>
  /** What each participant has paid in and not taken out again; null if the node does not say who paid in. */
  readonly deposits: readonly Allocation[] | null
}

/**
 * When a closing can be planned from what a session holds in total, because the request says what everybody gets. A ClearNode searches
 * its whole ledger to tell what each participant holds.
 */
export interface TotalsRule {
  /**
   * Whether the totals may be enough for a session with these participants.
   * @param participants null if they are not known yet
   */
  mayBeEnough(participants: readonly Address[] | null): boolean
  /** Whether a plan can be made from the totals of this session, whose `allocations` are empty. */
  areEnough(session: AppSession): boolean
}

/** What a plan is for, which decides how much is read. */
export type PlanPurpose =
  /** Participants compare the version, the data and the application of the session, so these are read again for each plan. */
  | { readonly use: 'signed together' }
  /** A wallet that closes alone on a ClearNode needs neither the version nor the data, and the application never changes. */
  | {
    readonly use: 'closed alone'
    /** Null if the plan always needs what each participant holds. */
    readonly totals: TotalsRule | null
    /** How many other closings of the wallet will soon be planned, as far as is known. */
    readonly followers: number
  }

/** What a closing asks for, with a row for every participant and asset. */
export interface PlanRequest {
  readonly allocations: readonly Allocation[]
  readonly sessionData: string | null
}

/** The part of a plan that says which payouts to look for. */
export type LedgerPlan = Pick<ClosingPlan, 'session' | 'allocations' | 'baseline' | 'funded'>

/** What the node says about a session and about the attempts to close it. */
export interface SessionLook {
  /** Whether the node lists the session as closed. */
  readonly isClosed: boolean
  /**
   * The session's ledger. Null if the status alone proves whether the session was paid out (nitronode).
   */
  readonly ledger: SessionLedger | null
  /** Outcomes by request id. A missing attempt proves nothing: the node may still be working on it. */
  readonly outcomes: ReadonlyMap<number, AttemptOutcome>
}

/** A change on the node that concerns what an app shows. */
export type NodeChange =
  /** New balances of the wallet that is logged in. */
  | { readonly kind: 'balances', readonly balances: readonly Balance[] }
  /** A session changed, appeared in a list or left it. Read it again. */
  | { readonly kind: 'session', readonly sessionId: Hex }

/** Something that an app shows: one session, or a list of sessions. */
export type WatchedSubject = Hex | SessionQuery

export interface FollowOptions {
  readonly connection: Connection
  /** Returns what is shown now. May contain the same subject several times. */
  readonly subjects: () => readonly WatchedSubject[]
  /** Returns the present login, or null if nobody is logged in. */
  readonly login: () => Login | null
  readonly onChange: (change: NodeChange) => void
}

/**
 * Reports changes until the present socket of the connection is lost. Must be called again for the next socket; the latest
 * `onChange` is the one that is called.
 */
export type Follow = (options: FollowOptions) => void

/**
 * Everything that differs between the protocols of the nodes. No code outside `protocols/` asks which protocol it is.
 *
 * Unless its description says otherwise, a method needs an open connection. It throws a `NitroliteError` with the meaning of the
 * node's error text, `RESPONSE_UNEXPECTED` if the answer has another form, or what `Connection.request` throws. `@throws` lists
 * only what comes in addition.
 */
export interface Protocol extends CoSigningCalls {
  /** Name of the protocol in receipts and records, for example `nitrorpc/0.5`. Never changes. */
  readonly name: string
  readonly codec: FrameCodec
  /** When a submission that has no answer may be sent again. */
  readonly resending: Resending
  /** Whether the node can pay two submissions of one closing. */
  readonly canPayTwice: boolean

  /**
   * Makes a harmless call that needs no login.
   * @param deadline milliseconds until it throws `REQUEST_TIMEOUT`
   * @throws `NODE_FORMAT` if the node speaks another protocol
   */
  ping(connection: Connection, deadline: number): Promise<void>
  /**
   * Reads the node's address and assets. The result is cached for the lifetime of the protocol object; a failure is not.
   * @throws `NODE_SIGNATURE_INVALID` if the node does not have the address of the client's `broker` option
   */
  nodeInfo(connection: Connection): Promise<NodeInfo>
  /** Whether the node has the key of the address that it names: it signs an answer with it. Absent where nodes sign no answers. */
  isProven?(connection: Connection): Promise<boolean>
  /**
   * Logs the connection in. May ask the wallet once, but not if the signer is a login of the app or the wallet has confirmed a
   * session key before.
   * @param signal aborted when nobody wants the login any more
   * @throws `AUTH_REQUIRED` if the wallet would have to be asked but is not at hand, `WALLET_…`, `SIGNER_MISMATCH`, `AUTH_…`,
   * `SESSION_KEY_…`
   */
  authenticate(connection: Connection, signer: ResolvedSigner, signal: AbortSignal): Promise<Login>

  /**
   * Lists every matching session, all pages, each session once. Needs no login. Unreadable rows are left out. The sessions that
   * changed last come first; a nitronode gives no times, so there the newest sessions come first.
   * @throws `OPTIONS_INVALID` if the node cannot answer the query
   */
  listSessions(connection: Connection, query: SessionQuery): Promise<AppSessionSummary[]>
  /**
   * Reads a session with its present allocations, for the screen. Needs no login.
   * @throws `SESSION_NOT_FOUND`
   */
  readSession(connection: Connection, sessionId: Hex): Promise<AppSession>
  /**
   * Whether nobody has changed or closed a session since it was read, with as few requests as possible. Each change gives a session
   * another version or status (ClearNode 0.5.2, nitronode 1.4.1).
   * @param session the session as it was read to be signed together: its version belongs to its allocations
   * @throws `SESSION_NOT_FOUND`, which does not prove that the session is gone
   */
  isUnchanged(access: Access, session: AppSession): Promise<boolean>
  /** Reads the balances of the wallet that is logged in. */
  readBalances(connection: Connection, login: Login): Promise<Balance[]>
  /** Notices what other participants change. Undefined if the node pushes that by itself. */
  readonly follow?: Follow
  /**
   * Translates a push of the node. Needs no connection, and never throws.
   * @returns null for a push that does not concern what an app shows
   */
  interpretPush(name: string, params: unknown): NodeChange | null

  /**
   * Checks what the node would refuse about the session and the login. Needs no connection.
   * @throws `SESSION_NOT_OPEN`, `SESSION_PARTICIPANT_LOWER_CASE`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`,
   * `SESSION_KEY_WRONG_APPLICATION`
   */
  checkCanClose(session: AppSession, login: Login): void
  /**
   * Reads what a closing is planned from. The reading is consistent: if the session was open in it, nobody had closed the
   * session before the baseline was read.
   * @param login the login that will close the session
   * @throws `SESSION_NOT_FOUND`; `SESSION_CHANGED` if the session changed again and again while it was read
   */
  readPlanBasis(connection: Connection, sessionId: Hex, login: Login, purpose: PlanPurpose): Promise<PlanBasis>
  /**
   * Plans how to close a session: which submissions it takes, and which payouts happened before. Needs no connection.
   * @throws `AMOUNT_TOO_PRECISE`
   */
  planClosing(basis: PlanBasis, request: PlanRequest, login: Login): ClosingPlan
  /**
   * Makes the exact bytes of a submission. Sends nothing, and never makes the same bytes twice.
   * @param submission one of `plan.submissions`
   * @throws `OPTIONS_INVALID` if the request is longer than the node reads
   */
  propose(connection: Connection, plan: ClosingPlan, submission: string, options: ProposalOptions): Proposal
  /**
   * Signs a proposal for the wallet that is logged in, and recovers the signer from the signature before returning it. May ask
   * the wallet.
   * @throws `SIGNER_MISMATCH`, `SIGNER_CONTRACT`, `WALLET_…`, `AUTH_…`, `REQUEST_ABORTED`
   */
  sign(access: Access, plan: ClosingPlan, proposal: Proposal, options: SignOptions): Promise<SignedProposal>
  /**
   * Sends an attempt over the socket that it names, and waits for its outcome as long as that socket lives. Never rejects. The
   * outcome is `refused` only if the attempt can never land, and `unknown` whenever that is in doubt.
   * @param onLate called at most once, after `timeouts.close`; the promise continues to wait
   * @param signal ends the wait, because nobody waits for the answer any more. A silent socket is then no longer kept for it
   */
  submit(connection: Connection, plan: ClosingPlan, attempt: Attempt, onLate: () => void, signal?: AbortSignal): Promise<AttemptOutcome>
  /**
   * Reads the status of a session that was read before, its ledger, and the outcomes of attempts.
   * @param access any login. Some nodes report outcomes only to the wallet that sent the attempts. With another login, `outcomes` is empty
   * @throws `SESSION_NOT_FOUND`, which does not prove that the session is gone
   */
  look(access: Access, plan: ClosingPlan, attempts: readonly Attempt[]): Promise<SessionLook>
  /**
   * Ends the session key of the login, for good. Attempts that it signed and the node has not started can no longer start. The
   * login is over as well. Does nothing if the wallet signs itself.
   */
  revokeKey(access: Access): Promise<void>
  /**
   * Reads what was paid into and out of the session, from the node's ledger. Needs no login.
   * @param plan with an empty baseline, everything that was ever paid out is read
   */
  readLedger(connection: Connection, plan: LedgerPlan): Promise<SessionLedger>
}
