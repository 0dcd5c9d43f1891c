import type { MaybeRefOrGetter } from 'vue'
import type { CallOptions } from '../core/client/abortable'
import type { NitroliteClient } from '../core/client/types'
import type { CloseRequest, Closing, ClosingRecovery, ClosingSnapshot, ClosingState, ClosingStep } from '../core/closing/types'
import type { Receipt } from '../core/receipts/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { HistoryEntry } from '../core/history/types'
import type { Allocation, AppSession, AppSessionSummary, Balance } from '../core/sessions/types'
import type { Address } from '../core/types'
import type { SignerInput } from '../core/wallet/types'
import type { SharedProposal } from '../core/cosigning/api'
import type { ClosingCallbacks } from './closingCallbacks'
import type { NitroliteComposableOptions, ReadonlyRef } from './composableOptions'
import type { Transport } from '../core/cosigning/transport'
import type { ProposeOptions, ShownProposal } from './togetherTypes'

export type { ClosingCallbacks } from './closingCallbacks'
export type { NitroliteComposableOptions } from './composableOptions'
export type { ReadonlyRef } from './composableOptions'
export type { UseAllocationsOptions, UseAllocationsReturn } from './allocationTypes'
export type { CoSignState, ProposeOptions, ShownProposal, UseCoSignOptions, UseCoSignReturn } from './togetherTypes'

/** Options of the composables that read. */
export interface UseReadingOptions extends NitroliteComposableOptions {
  /** Ends all reading when it is aborted: what was read stays, and `refresh()` does nothing. @default the end of the scope */
  readonly signal?: AbortSignal | undefined
}

/** An input that names a session. While it is empty, nothing is read or closed. */
export type SessionIdInput = MaybeRefOrGetter<string | null | undefined>

/** `pending` before the first answer, `success` after a good one, `error` after the last reading failed. */
export type UseReadingStatus = 'pending' | 'success' | 'error'

/** What every composable that reads something returns beside the data. */
export interface UseReadingReturn {
  /**
   * `pending` until the first answer, also while there is no connection yet. After a failed reading it is `error`, and
   * the data of the last good reading stays.
   */
  readonly status: ReadonlyRef<UseReadingStatus>
  /** Whether a request is running; independent of `status`. */
  readonly isLoading: ReadonlyRef<boolean>
  /** Why the last reading failed; null after a good one. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** Reads again. Never rejects: a failure is shown in `error`. */
  refresh(): Promise<void>
}

/** What `useNitrolite` returns. */
export interface UseNitroliteReturn {
  /** State of the connection. */
  readonly status: ReadonlyRef<ConnectionStatus>
  /** Checksummed address of the wallet that is logged in, or null. */
  readonly account: ReadonlyRef<Address | null>
  /** Protocol of the node once it is known, for example `nitrorpc/0.5`. */
  readonly protocol: ReadonlyRef<string | null>
  /** Balances of the wallet on the node, kept up to date. */
  readonly balances: ReadonlyRef<readonly Balance[]>
  /** Why connecting failed, or the last error that no call was waiting for; null once connected. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** Whether a wallet is logged in; stays true while a lost connection is opened again for it. */
  readonly isReady: ReadonlyRef<boolean>
  /** Whether a lost connection is being opened again. */
  readonly isReconnecting: ReadonlyRef<boolean>
  /**
   * Connects and, with a signer, logs in. Never rejects: a failure is shown in `error`. Does nothing on the server.
   *
   * A DOM event is not taken for a signer, so `@click="connect"` works. If a call asks for a wallet, by an event or by a
   * signer that is null or undefined, and there is no signer in the options either, the error is `SIGNER_MISSING`.
   * @param signer replaces the signer of the options
   * @param options a signal that gives up connecting; `error` stays null then
   */
  connect(signer?: SignerInput | Event | null, options?: CallOptions): Promise<void>
  /**
   * The same for callers that handle errors themselves.
   * @throws `SIGNER_MISSING`, and as `NitroliteClient.connect`
   */
  connectAsync(signer?: SignerInput | Event | null, options?: CallOptions): Promise<void>
  /** Ends the connection, which does not open again by itself. The page forgets which wallet was used, so the next visit does not log in with that wallet. */
  disconnect(): void
  /** Revokes the session key of the login on the node, and disconnects; see `NitroliteClient.revokeKey`. */
  revokeKey(options?: CallOptions): Promise<void>
  /** The core client, never reactive; null on the server, where no client is made. */
  readonly client: NitroliteClient | null
}

/** What `useAppSessions` returns. */
export interface UseAppSessionsReturn extends UseReadingReturn {
  /** Sessions that match the query, the newest change first; empty until they were read. */
  readonly sessions: ReadonlyRef<readonly AppSessionSummary[]>
  /** The session that the app works with, remembered for each node and wallet until it is closed. */
  readonly activeSessionId: ReadonlyRef<string | null>
  /** Makes a session the active one; null makes none active. */
  select(sessionId: string | null): void
}

/** What `useAppSession` returns. */
export interface UseAppSessionReturn extends UseReadingReturn {
  /** The session with its current allocations and totals; null until it was read. */
  readonly session: ReadonlyRef<AppSession | null>
}

/** Options of `useCloseSession`. */
export interface UseCloseSessionOptions extends NitroliteComposableOptions, ClosingCallbacks {
  /**
   * Where participants meet: a proposal is then approved there before anybody signs, see `ProposeRequest.transport`. The app closes
   * the transport. @default none: proposals and replies travel by hand
   */
  readonly transport?: MaybeRefOrGetter<Transport | null | undefined> | undefined
}

/** Further options of one closing. */
export type CloseOptions = Omit<CloseRequest, 'sessionId' | 'allocations'>

/** What `useCloseSession` returns. */
export interface UseCloseSessionReturn {
  /**
   * Closes the session, or joins the running closing if that asks for the same. The refs show how it proceeds, so the
   * result may be ignored; a caller who awaits it gets the receipt, or an error if it ends in any other way.
   *
   * @example
   * close(allocations.value)                        // watch the refs, or use the callbacks
   * const receipt = await close(allocations.value)  // or await the receipt
   * @throws `NOT_CONNECTED` on the server
   */
  close(allocations: readonly Allocation[], options?: CloseOptions): Closing
  /**
   * Proposes allocations to the other participants of a session that this wallet cannot close alone, as
   * `NitroliteClient.propose`. The refs show the closing: it is `collecting` until enough of them have signed, `shared` is
   * what they need, and then it continues like any other. The result may be ignored, because `error` shows a failure.
   * @throws as `NitroliteClient.propose`; `NOT_CONNECTED` on the server
   */
  propose(allocations: readonly Allocation[], options?: ProposeOptions): Promise<SharedProposal>
  /**
   * What the other participants need to sign, and who has signed, while this client collects their signatures; otherwise
   * null. After a reload, it is there again as soon as the client is connected.
   */
  readonly shared: ReadonlyRef<ShownProposal | null>
  /**
   * State of the closing; `idle` while there is none. A closing has a `state`, because it moves towards an end;
   * connections and readings have a `status`, which changes back and forth.
   */
  readonly state: ReadonlyRef<ClosingState | 'idle'>
  /** Whether the closing has not ended yet; also true while its outcome is unknown. */
  readonly isClosing: ReadonlyRef<boolean>
  /** Steps that a person can follow; empty while there is no closing. */
  readonly steps: ReadonlyRef<readonly ClosingStep[]>
  /** Why the closing failed or cannot continue, or why a different one was refused while this one runs; otherwise null. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** The receipt of a closing that was paid; otherwise null. */
  readonly receipt: ReadonlyRef<Receipt | null>
  /** What the client is doing about an unknown outcome; null while nothing is unknown. */
  readonly recovery: ReadonlyRef<ClosingRecovery | null>
  /**
   * Until when a paid closing is watched for a second payment, Unix milliseconds of this device's clock; otherwise null.
   * A second payment in that time turns it into `overpaid`.
   */
  readonly watchedUntil: ReadonlyRef<number | null>
  /** Whether another tab works on the closing and this one only shows it. */
  readonly isElsewhere: ReadonlyRef<boolean>
  /** What this closing asks for; empty while there is none. */
  readonly allocations: ReadonlyRef<readonly Allocation[]>
  /**
   * Gives the closing up, if nothing was sent yet, or if the node has refused everything that was sent.
   * @returns whether that was still possible; after `false` the closing continues
   */
  cancel(): boolean
  /**
   * Continues with closing where the new allocations are agreed and the session is still open. The wallet may be asked.
   * @returns whether there was anything to continue, as `Closing.resume`
   */
  resume(): boolean
  /** Whether `archive` is possible: the node speaks another protocol now, and this tab works on the closing. */
  readonly canArchive: ReadonlyRef<boolean>
  /**
   * Archives a closing whose outcome nobody can find out any more, see `Closing.archive`. Ask the person first: the session
   * may have been paid, or may still be paid.
   * @returns whether that is possible now
   */
  archive(): boolean
  /**
   * Revokes the session key that signed the open attempt, which ends the wait for it. The wallet is asked for a new key.
   * @returns whether that is possible now, as `recovery.canRevoke` says
   */
  revokeKey(): boolean
  /** Forgets an ended closing, so that `state` is `idle` again. Does nothing while a closing runs. */
  reset(): void
}

/** What `useClosing` returns: everything of `useCloseSession` but `close` and `propose`. */
export type UseClosingReturn = Omit<UseCloseSessionReturn, 'close' | 'propose'>

/** What `useClosingHistory` returns. */
export interface UseClosingHistoryReturn extends UseReadingReturn {
  /** Ended closings that match the query, the latest end first. */
  readonly entries: ReadonlyRef<readonly HistoryEntry[]>
  /**
   * Makes a file of all entries that match the query, without its limit: CSV by RFC 4180, or JSON with the receipts.
   * @throws `NOT_CONNECTED` on the server, `HISTORY_FAILED`, `REQUEST_ABORTED`
   */
  exportFile(format: 'csv' | 'json', options?: CallOptions): Promise<File>
}

/** What `useMissedClosings` returns. */
export interface UseMissedClosingsReturn {
  /** Closings that were started before this page was loaded, or in another tab, and have ended since; the newest first. */
  readonly closings: ReadonlyRef<readonly ClosingSnapshot[]>
  /** Empties `closings`: the person has seen them. */
  dismiss(): void
}
