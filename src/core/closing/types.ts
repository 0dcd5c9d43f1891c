import type { NitroliteErrorInfo } from '../errors/errors'
import type { Allocation, AppSession, Participant, Payout } from '../sessions/types'
import type { Address, Hex, Unsubscribe } from '../types'
import type { SessionKeyPolicy } from '../wallet/types'

/**
 * - `planning`: reads the session and checks what was asked
 * - `signing`: waits for signatures
 * - `submitting`: sent, waiting for the answer
 * - `confirming`: sent, and its outcome is not known yet
 * - `paying`: the close landed, and the payouts are being read
 * - `agreed`: the node holds the new split, and the session is still open: `resume()` closes it, `cancel()` leaves it so,
 *   unless it turns out to be closed already
 * - `closed`: paid exactly as asked. While `watchedUntil` is set it may still change, once, to `overpaid`
 * - `superseded`: somebody else's split was paid
 * - `overpaid`: the node paid out more than the session was funded with
 * - `failed`: refused; it can never land any more
 * - `cancelled`: given up before anything was sent
 */
export type ClosingState =
  | 'planning' | 'signing' | 'submitting' | 'confirming' | 'paying' | 'agreed'
  | 'closed' | 'superseded' | 'overpaid' | 'failed' | 'cancelled'

/** States in which a closing has ended. Only a `closed` one with `watchedUntil` may still change, once, to `overpaid`. */
export type FinalClosingState = 'closed' | 'superseded' | 'overpaid' | 'failed' | 'cancelled'

export type ClosingStepName = 'checked' | 'signed' | 'sent' | 'confirmed' | 'paid'

/** A step that a person can follow. */
export interface ClosingStep {
  readonly name: ClosingStepName
  /** Which submission it belongs to, where a protocol needs several; null for the steps around them. */
  readonly submission: string | null
  /** `unknown`: it may or may not have happened. */
  readonly status: 'waiting' | 'active' | 'done' | 'failed' | 'unknown'
}

/** What finding out about an unknown outcome is doing. It is safe to leave the page meanwhile. */
export interface ClosingRecovery {
  /**
   * - `connecting`: until the node can be asked
   * - `reading`: asks the node what it has done
   * - `fencing`: until what was sent can no longer start
   * - `settling`: until what may have started is through
   * - `authorizing`: until the wallet that closes is logged in again
   * - `retrying`: until the next try
   */
  readonly phase: 'connecting' | 'reading' | 'fencing' | 'settling' | 'authorizing' | 'retrying'
  /** When it is expected to end, Unix milliseconds of this device's clock; null where nobody knows. */
  readonly until: number | null
  /** Attempts that were sent so far. */
  readonly attempts: number
  /**
   * Whether it takes unusually long until what was sent can no longer start, and `revokeKey()` would end that wait; the
   * wallet is then asked for a new key.
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
  /**
   * Who receives what. Rows of unfunded participants may be left out; they count as zero.
   */
  readonly allocations: readonly Allocation[]
  /** Last application data to keep with the session. @default the session's data is left as it is */
  readonly sessionData?: string
  /** Cancels before sending; afterwards, and in a call that joins a running closing, it has no effect. */
  readonly signal?: AbortSignal
}

/** A closing at one moment: plain data, safe to put into a store. */
export interface ClosingSnapshot {
  /** Random name of this closing. */
  readonly id: string
  readonly sessionId: Hex
  readonly state: ClosingState
  readonly steps: readonly ClosingStep[]
  /** What was asked: every participant × every asset. Empty until the session was read. */
  readonly allocations: readonly Allocation[]
  readonly error: NitroliteErrorInfo | null
  readonly receipt: Receipt | null
  /** What is being done about an outcome that is not known; null while all is known. */
  readonly recovery: ClosingRecovery | null
  /** Whether it was found in the journal: begun before this client was there. */
  readonly isResumed: boolean
  /** Whether another tab works on it; shown here as it is heard from there, and gone on with here when that tab ends. */
  readonly isElsewhere: boolean
  /**
   * Until when a paid closing is watched for a second payment, Unix milliseconds of this device's clock. Null in every
   * other state, and once the watching is over. Only an `overpaid` found in that time changes the state.
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
  /** Calls back with every change, not with the present state. */
  subscribe(listener: (snapshot: ClosingSnapshot) => void): Unsubscribe
  /**
   * Gives up, if nothing has been sent yet. Between two steps it stops there: while the second one is being signed the
   * closing becomes `agreed`, and an `agreed` one is left as it is.
   * @returns whether it was still possible; `false` means that the closing goes on
   */
  cancel(): boolean
  /**
   * Goes on with closing where the new split is agreed and the session still open; the wallet may be asked.
   * @returns whether the state was `agreed`, and not that of a closing in another tab
   */
  resume(): boolean
  /**
   * Ends the wait for what was sent by ending the session key that signed it; the wallet is asked for a new one.
   * @returns whether it is possible now, as `recovery.canRevoke` says
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
  /** Which submission of the plan this is. */
  readonly submission: string
  /** Random id of the request. */
  readonly requestId: number
  /** Stamp, Unix milliseconds by the node's clock. */
  readonly ts: number
  /** The text that is hashed and signed, exactly as it will be sent. */
  readonly text: string
  /** What signatures are made over. */
  readonly digest: Hex
}

/** A proposal with its signatures: what is written down before it is sent. */
export interface Attempt extends Proposal {
  readonly signatures: readonly Hex[]
  /** Addresses that the signatures recover to. */
  readonly signers: readonly Address[]
  /** The wallet's word for the key that signed; null where the login was adopted from the app. */
  readonly policy: SessionKeyPolicy | null
  /** Names the connection that it was sent on. */
  readonly connection: string
}

/** What an attempt came to. */
export type AttemptOutcome =
  /** The node says that it did it; `responseText` is what it signed. */
  | { readonly kind: 'landed', readonly responseText: string, readonly responseSignatures: readonly Hex[] }
  /** One of the node's checks refused it: it can never land. */
  | { readonly kind: 'refused', readonly error: NitroliteErrorInfo }
  /** No answer, or one that proves nothing. */
  | { readonly kind: 'unknown', readonly error: NitroliteErrorInfo }

/** Everything needed to show later, to anybody, what was asked, signed, answered and paid. */
export interface Receipt {
  readonly version: 1
  /** `closed`: paid exactly as asked. */
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
  /** What was asked: every participant × every asset. */
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
  /** What the node signed as its answer; null where the outcome was learned in another way. */
  readonly response: { readonly text: string, readonly signature: Hex } | null
  /** What the node booked since the closing began. */
  readonly payouts: readonly Payout[]
  /** Rows in which `payouts` and `requested` differ; empty when `result` is `closed`. */
  readonly differences: readonly PayoutDifference[]
  /** What this receipt cannot prove, each in one word of the list in the README. */
  readonly unproven: readonly string[]
  /** ISO 8601, the node's clock. */
  readonly closedAt: string
}

/** What one participant was to receive of one asset, and what was booked. */
export interface PayoutDifference {
  readonly participant: Address
  readonly asset: string
  readonly expected: string
  readonly paid: string
}

/** What the client keeps of a session while it closes it. */
export interface ClosingPlan {
  /** The wallet that closes. */
  readonly wallet: Address
  /** Address that must have signed the node's answers. */
  readonly broker: Address
  readonly session: AppSession
  /** What was asked, as the full matrix. */
  readonly allocations: readonly Allocation[]
  readonly sessionData: string | null
  /** Names of the submissions that the protocol needs, in order; 0.5 needs one, `close`. */
  readonly submissions: readonly string[]
  /** Rows that the node had booked before, by transaction id; not part of this closing. */
  readonly baseline: readonly string[]
  /** What may be paid out in all, counting what is in the baseline where the protocol reads that again, as decimal text. */
  readonly funded: Readonly<Record<string, string>>
}
