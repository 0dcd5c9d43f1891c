import type { MaybeRefOrGetter, ShallowRef } from 'vue'
import type { NitroliteClient } from '../core/client/types'
import type {
  CloseRequest, Closing, ClosingRecovery, ClosingSnapshot, ClosingState, ClosingStep, Receipt,
} from '../core/closing/types'
import type { ConnectionStatus } from '../core/connection/types'
import type { NitroliteErrorInfo } from '../core/errors/errors'
import type { HistoryEntry } from '../core/history/types'
import type { AllocationRow, CellName } from '../core/sessions/editing'
import type { AllocationPreset } from '../core/sessions/presets'
import type { Allocation, AppSession, AppSessionSummary, Balance } from '../core/sessions/types'
import type { AllocationFinding } from '../core/sessions/validation'
import type { Address } from '../core/types'
import type { SignerInput } from '../core/wallet/types'

export type { AllocationCell, AllocationRow, CellName } from '../core/sessions/editing'
export type { AllocationPreset } from '../core/sessions/presets'
export type { AllocationFinding } from '../core/sessions/validation'

/** An output of a composable: reactive, shallow, and not to be written to. */
export type ReadonlyRef<T> = Readonly<ShallowRef<T>>

/** An input that names a session; nothing is read or closed while it is empty. */
export type SessionIdInput = MaybeRefOrGetter<string | null | undefined>

/** Whether there is something to show: nothing yet, something, or the last reading failed. */
export type ReadingStatus = 'pending' | 'success' | 'error'

/** What every composable that reads from the node gives back beside the data. */
export interface ReadingReturn {
  /**
   * What is known: `pending` until the first answer, also while there is no connection yet. After a failed
   * reading `error`, while the data of the last good one stays.
   */
  readonly status: ReadonlyRef<ReadingStatus>
  /** Whether a reading is under way; independent of `status`. */
  readonly isLoading: ReadonlyRef<boolean>
  /** Why the last reading failed; null after a good one. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** Reads again. Never rejects: what goes wrong is in `error`. */
  refresh(): Promise<void>
}

/** What `useNitrolite` gives back. */
export interface UseNitroliteReturn {
  /** State of the connection. */
  readonly status: ReadonlyRef<ConnectionStatus>
  /** Checksummed address of the wallet that is logged in, or null. */
  readonly account: ReadonlyRef<Address | null>
  /** Protocol of the node once known, for example `nitrorpc/0.5`. */
  readonly protocol: ReadonlyRef<string | null>
  /** Balances of the wallet on the node, kept live. */
  readonly balances: ReadonlyRef<readonly Balance[]>
  /** Why connecting failed, or the last thing that went wrong without a call waiting for it; null once connected. */
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  /** Whether the wallet is logged in: `status` is `ready`. */
  readonly isReady: ReadonlyRef<boolean>
  /**
   * Connects and, with a signer, logs in. What goes wrong is in `error` as well, so the promise may be left
   * alone. Does nothing on the server. A DOM event is not taken for a signer, so that `@click="connect"` works.
   * @param signer replaces the signer of the options
   * @throws as `client.connect`
   */
  connect(signer?: SignerInput | Event): Promise<void>
  /** Ends the connection on purpose; nothing reconnects. */
  disconnect(): void
  /** Ends the session key of the login on the node, and disconnects; see `NitroliteClient.revokeKey`. */
  revokeKey(): Promise<void>
  /** The core client, never reactive; null on the server, where none is made. */
  readonly client: NitroliteClient | null
}

/** What `useAppSessions` gives back. */
export interface UseAppSessionsReturn extends ReadingReturn {
  /** Sessions that fit the query, newest change first; empty until read. */
  readonly sessions: ReadonlyRef<readonly AppSessionSummary[]>
  /** The session that the app works with; remembered per node and wallet until it is closed. */
  readonly activeSessionId: ReadonlyRef<string | null>
  /** Makes a session the active one; null makes none active. */
  select(sessionId: string | null): void
}

/** What `useAppSession` gives back. */
export interface UseAppSessionReturn extends ReadingReturn {
  /** The session with its current allocations and totals; null until it was read. */
  readonly session: ReadonlyRef<AppSession | null>
}

/** What `useAllocations` gives back. */
export interface UseAllocationsReturn {
  /** One row per asset; empty while there is no session. */
  readonly rows: ReadonlyRef<readonly AllocationRow[]>
  /** What the session holds by asset, as decimal text. */
  readonly total: ReadonlyRef<Readonly<Record<string, string>>>
  /** The full matrix, ready for `close`: every participant × every asset, canonical amounts. */
  readonly allocations: ReadonlyRef<readonly Allocation[]>
  /** Whether these allocations can be closed with: no field is flagged, nothing is found, not `stale`. */
  readonly valid: ReadonlyRef<boolean>
  /** Everything that is wrong, fields and whole. */
  readonly findings: ReadonlyRef<readonly AllocationFinding[]>
  /**
   * The session's assets or totals changed since these allocations were begun. They are kept as they are and
   * cannot be closed with; `reset()` starts from the new ones.
   */
  readonly stale: ReadonlyRef<boolean>
  /** The session's own split changed since, with the same totals. The allocations here are kept and can be closed with. */
  readonly moved: ReadonlyRef<boolean>
  /** Takes what a person typed. The field keeps exactly this text; only the remainder field follows. */
  set(cell: CellName, text: string): void
  /** Ends typing in a field: a good text becomes canonical, an impossible one stays and stays flagged. */
  commit(cell: CellName): void
  /** Adds base units, which may be negative; stops at zero and at what is available. */
  step(cell: CellName, by: bigint): void
  /** Sets base units, as from a slider; stops at zero and at what is available. */
  setUnits(cell: CellName, units: bigint): void
  /** Makes a field the one that follows from the others of its asset. */
  setRemainder(cell: CellName): void
  /** Applies a preset to one asset, or to all. Does nothing where the preset does not fit. */
  preset(preset: AllocationPreset, asset?: string): void
  /** Whether a preset fits, to offer only those that do. Reactive where it is called in a template or computed. */
  fits(preset: AllocationPreset, asset?: string): boolean
  /** Forgets every edit and starts from the session as it stands now. */
  reset(): void
}

/** What may be said about a closing beside who receives what. */
export type CloseOptions = Omit<CloseRequest, 'sessionId' | 'allocations'>

/** What `useCloseSession` gives back. */
export interface UseCloseSessionReturn {
  /**
   * Closes the session, or joins the closing that runs already and asks for the same. What becomes of it is
   * in the refs, so the result may be left alone; awaiting it gives the receipt or throws.
   * @throws `NOT_CONNECTED` on the server
   */
  close(allocations: readonly Allocation[], options?: CloseOptions): Closing
  /** Where the closing is; `idle` while there is none. */
  readonly state: ReadonlyRef<ClosingState | 'idle'>
  /** Whether it is under way and not decided; also while its outcome is not known. Independent of `state`. */
  readonly isClosing: ReadonlyRef<boolean>
  /** Steps that a person can follow; empty while there is no closing. */
  readonly steps: ReadonlyRef<readonly ClosingStep[]>
  readonly error: ReadonlyRef<NitroliteErrorInfo | null>
  readonly receipt: ReadonlyRef<Receipt | null>
  /** What is being done about an outcome that is not known yet; null while all is known. */
  readonly recovery: ReadonlyRef<ClosingRecovery | null>
  /** Whether another tab works on it; shown here as it is heard from there. */
  readonly isElsewhere: ReadonlyRef<boolean>
  /** What this closing asks for; empty while there is none. */
  readonly allocations: ReadonlyRef<readonly Allocation[]>
  /**
   * Gives up, if nothing has been sent yet.
   * @returns whether it was still possible; `false` means that the closing goes on
   */
  cancel(): boolean
  /**
   * Goes on with closing where the new split is agreed and the session still open; the wallet may be asked.
   * @returns whether `state` was `agreed`
   */
  resume(): boolean
  /**
   * Ends the wait for what was sent by ending the session key that signed it; the wallet is asked for a new one.
   * @returns whether it is possible now, as `recovery.canRevoke` says
   */
  revokeKey(): boolean
  /** Forgets an ended closing, so that `state` is `idle` again. Does nothing while one is under way. */
  reset(): void
}

/** What `useClosingHistory` gives back. */
export interface UseClosingHistoryReturn extends ReadingReturn {
  /** Ended closings that fit, the latest end first. */
  readonly entries: ReadonlyRef<readonly HistoryEntry[]>
  /** Closings that were begun before this page, or in another tab, and have come to their end since; newest first. */
  readonly whileAway: ReadonlyRef<readonly ClosingSnapshot[]>
  /** The person has seen what is in `whileAway`. */
  dismiss(): void
  /**
   * Every entry that fits, however many, as a file to save: a table by RFC 4180, or JSON with the receipts.
   * @throws `NOT_CONNECTED` on the server, `HISTORY_FAILED`
   */
  toFile(format: 'csv' | 'json'): Promise<File>
}
