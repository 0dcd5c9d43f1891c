import type { AddressSpelling } from '../cosigning/quorum'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { Receipt } from '../receipts/types'
import type { Allocation, AppSession } from '../sessions/types'
import type { Address, Hex, Unsubscribe } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'

/**
 * - `planning`: the client reads the session and checks the request
 * - `signing`: the client waits for the signature of its own wallet
 * - `collecting`: several participants sign. The submitter waits for their signatures; a co-signer has signed, and waits until
 *   the submitter has used the signature or can no longer use it
 * - `submitting`: the request was sent, and the client waits for the answer
 * - `confirming`: the request was sent, and its outcome is unknown. This state means nothing else
 * - `paying`: the session is closed, and the client reads the payouts
 * - `agreed`: the node holds the new split, and the session is still open. `resume()` closes the session. `cancel()` leaves
 *   it open with the new split. If somebody closed it in the meantime, the closing ends as `closed` or `superseded`
 * - `closed`: the session was paid exactly as requested. While `watchedUntil` is set, this can change once to `overpaid`
 * - `superseded`: other amounts were paid, by another close or by withdrawals. While `watchedUntil` is set, this can change once to `overpaid`
 * - `overpaid`: the node paid out more than was paid in
 * - `failed`: the node refused the request, or it was never sent. It can no longer land, except after `archive()`
 * - `cancelled`: the closing was given up before it was sent, or between its two submissions
 */
export type ClosingState =
  | 'planning' | 'signing' | 'collecting' | 'submitting' | 'confirming' | 'paying' | 'agreed'
  | 'closed' | 'superseded' | 'overpaid' | 'failed' | 'cancelled'

/** States in which a closing has ended. With `watchedUntil`, a paid closing can still change once to `overpaid`. */
export type FinalClosingState = 'closed' | 'superseded' | 'overpaid' | 'failed' | 'cancelled'

export type ClosingStepName = 'checked' | 'signed' | 'sent' | 'confirmed' | 'paid'

/** A step that a person can follow. */
export interface ClosingStep {
  readonly name: ClosingStepName
  /** The submission that the step belongs to; null for `checked` and `paid`. */
  readonly submission: string | null
  /** `unknown`: it may or may not have happened. */
  readonly status: 'waiting' | 'active' | 'done' | 'failed' | 'unknown'
}

/** What the client does about an unknown outcome. It is safe to leave the page meanwhile. */
export interface ClosingRecovery {
  /**
   * - `connecting`: waits for a connection
   * - `reading`: asks the node about the request
   * - `fencing`: waits until the node can no longer start the request
   * - `settling`: waits until the node must have finished a request that it has started
   * - `authorizing`: waits until the wallet of this closing is logged in again
   * - `retrying`: waits before an action that failed is tried again
   */
  readonly phase: 'connecting' | 'reading' | 'fencing' | 'settling' | 'authorizing' | 'retrying'
  /** When the phase is expected to end, Unix milliseconds of this device's clock; null when that is unknown. */
  readonly until: number | null
  /** Attempts so far. */
  readonly attempts: number
  /**
   * Whether the node would accept the request for unusually long, so that `closing.revokeKey()` would shorten the wait.
   * The wallet is then asked for a new session key.
   */
  readonly canRevoke: boolean
}

/** One line of a closing's log: something that was found out, or the action that followed. Holds no secret. */
export interface ClosingLogEntry {
  /** Unix milliseconds, this device's clock. */
  readonly at: number
  readonly type: 'evidence' | 'action'
  /** Kind of the evidence or the action, for example `answered` or `read payouts`. */
  readonly name: string
  /** What distinguishes it: request ids, outcomes, error codes. Never bytes, signatures or keys. */
  readonly details: string
  /** The stage of every attempt afterwards, by request id. */
  readonly attempts: Readonly<Record<number, string>>
}

/** What to close, and how. */
export interface CloseRequest {
  readonly sessionId: Hex | string
  /** Who receives how much, as decimal text. Only participants without funds in the session may be left out: they receive zero. */
  readonly allocations: readonly Allocation[]
  /** Application data that the session keeps. @default the data stays as it is */
  readonly sessionData?: string
  /** Cancels the closing before anything is sent. Later, and for a call that joins a running closing, it has no effect. */
  readonly signal?: AbortSignal
}

/** A closing at one moment: plain data, safe to put into a store. */
export interface ClosingSnapshot {
  /** Random name of this closing. */
  readonly id: string
  readonly sessionId: Hex
  readonly state: ClosingState
  readonly steps: readonly ClosingStep[]
  /** The requested amounts, one row for every participant and asset. Empty until the session was read. */
  readonly allocations: readonly Allocation[]
  readonly error: NitroliteErrorInfo | null
  readonly receipt: Receipt | null
  /** What the client does about an unknown outcome; null while the outcome is known. */
  readonly recovery: ClosingRecovery | null
  /** Whether an earlier client began the closing, and this client found it in the journal. */
  readonly isResumed: boolean
  /**
   * Whether this client does not work on the closing. Either another tab does: this client shows that tab's progress, and
   * takes over when the tab ends. Or the closing belongs to a wallet that this client does not have: it is only listed,
   * until that wallet is logged in.
   */
  readonly isElsewhere: boolean
  /**
   * Until when a paid closing is watched for a second payment, Unix milliseconds of this device's clock. Null in every
   * other state, on a node that cannot pay twice, and once the watching is over. It may end earlier, when the wallet
   * disconnects. Only an `overpaid` found in that time changes the state.
   */
  readonly watchedUntil: number | null
  /** Unix milliseconds, this device's clock. */
  readonly startedAt: number
}

/**
 * One request to close one session. Awaiting it gives the receipt as soon as the closing is `closed`, and throws when it
 * ends in any other way. A closing that turns from `closed` to `overpaid` later says so through `subscribe` and the
 * `closing` event of the client only, because a promise settles once.
 */
export interface Closing extends PromiseLike<Receipt> {
  readonly id: string
  readonly sessionId: Hex
  readonly state: ClosingState
  readonly steps: readonly ClosingStep[]
  readonly error: NitroliteErrorInfo | null
  readonly receipt: Receipt | null
  snapshot(): ClosingSnapshot
  /** Calls the listener with every later change, but not with the present state. @returns a function that stops listening */
  subscribe(listener: (snapshot: ClosingSnapshot) => void): Unsubscribe
  /**
   * Gives the closing up, if nothing has been sent yet, or if the node has refused everything that was sent. While the second of two
   * submissions is being signed, the closing becomes `agreed`. An `agreed` closing ends, and the session stays open with its new split.
   * @returns whether that was still possible; `false` means that the closing continues
   */
  cancel(): boolean
  /**
   * Continues an `agreed` closing, or one whose wallet declined after something was sent. The wallet may be asked.
   * @returns whether there was something to continue in this client
   */
  resume(): boolean
  /**
   * Gives up looking for the outcome of a closing whose node cannot tell it any more: it speaks another protocol now (error
   * `PROTOCOL_CHANGED`), or does not know the session (`CLOSING_SESSION_MISSING`). Only a person may decide this: the session may
   * have been paid, or may still be paid.
   * The closing is kept in the history, leaves the journal and ends as `failed` with `CLOSING_ARCHIVED`. It is never sent
   * again, and the session can be closed anew. If the history says how the closing ended, it ends like that instead.
   * @returns whether that is possible now
   */
  archive(): boolean
  /**
   * Ends the session key that signed the request, so that the node can no longer start it. The wallet is asked for a new
   * key.
   * @returns whether that is possible now, as `recovery.canRevoke` says
   */
  revokeKey(): boolean
  /**
   * What was found out and done, oldest first: the newest 500 lines. Holds no bytes, signatures or keys, so it can be
   * attached to a bug report.
   */
  log(): readonly ClosingLogEntry[]
}

/** The exact bytes that participants sign. */
export interface Proposal {
  /** Name of the submission in the plan. */
  readonly submission: string
  /** Random id of the request. */
  readonly requestId: number
  /** Timestamp, Unix milliseconds by the node's clock. */
  readonly ts: number
  /** The text that is hashed, signed and sent, byte for byte. */
  readonly text: string
  /** The hash that is signed. */
  readonly digest: Hex
}

/** A proposal with its signatures. It is written into the journal before it is sent. */
export interface Attempt extends Proposal {
  readonly signatures: readonly Hex[]
  /** Addresses that the signatures recover to. */
  readonly signers: readonly Address[]
  /** The wallet's signed policy for the session key; null when the wallet signed itself, or the login came from the app. */
  readonly policy: SessionKeyPolicy | null
  /** Name of the socket that the attempt is sent on. */
  readonly connection: string
}

/** What became of an attempt. */
export type AttemptOutcome =
  /**
   * The node confirmed the attempt. `responseText` is the text that the node signed. With `isInferred`, only the session says so: it
   * has the state that the attempt asked for. Another participant may have submitted the same state (nitronode 1.x).
   */
  | { readonly kind: 'landed', readonly responseText: string, readonly responseSignatures: readonly Hex[], readonly isInferred?: true }
  /** One of the node's own checks refused the attempt, so it can never land. */
  | { readonly kind: 'refused', readonly error: NitroliteErrorInfo }
  /** There was no answer, or one that proves nothing. */
  | { readonly kind: 'unknown', readonly error: NitroliteErrorInfo }

/**
 * What a client does in a closing that several participants sign. The submitter collects the signatures and sends them. A
 * co-signer gives its signature to the submitter and watches what becomes of it.
 */
export type CosigningRole = 'submitter' | 'co-signer'

/** What a plan says about a closing that several participants sign. */
export interface Together {
  readonly role: CosigningRole
  /** How the node compares the address of a signer with the participants. */
  readonly spelling: AddressSpelling
  /** The proposal that a co-signer signs, as it was shared; null for the submitter, who has it in the draft. */
  readonly proposalText: string | null
  /** How the submitter collects approvals before it asks for signatures. Absent if approving is signing. */
  readonly rounds?: SigningRounds
}

/**
 * A proposal that participants approve first. Once enough of them are there, the submitter makes bytes that can be used for a
 * short time only, and their clients sign by themselves. A round that failed is repeated with new bytes.
 */
export interface SigningRounds {
  /** The proposal without a stamp, as it is shared. */
  readonly text: string
  /** With this value and its session key, the submitter opens the replies. It is the same in every round. */
  readonly boxSalt: Hex
}

/** How one session is closed: what the client needs from planning to the receipt. */
export interface ClosingPlan {
  /** Absent when the wallet closes the session alone. */
  readonly together?: Together
  /** The wallet that closes. */
  readonly wallet: Address
  /** Address that must have signed the node's answers. */
  readonly broker: Address
  readonly session: AppSession
  /** The requested amounts, one row for every participant and asset. */
  readonly allocations: readonly Allocation[]
  readonly sessionData: string | null
  /** Names of the submissions in order: `close`, or `operate` and `close` on nitronode when the split changes. */
  readonly submissions: readonly string[]
  /** Transaction ids of ledger rows from before this closing. */
  readonly baseline: readonly string[]
  /** What was ever paid in per asset when the session was planned, as decimal text; on nitronode, what the session held. */
  readonly funded: Readonly<Record<string, string>>
}
