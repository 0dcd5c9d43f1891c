import type { Presence, Timers } from '../connection/types'
import type { HistoryEntry } from '../history/types'
import type { RecoveryOptions } from '../client/options'
import type { Access, Protocol } from '../protocols/protocol'
import type { Address } from '../types'
import type { Journal } from '../journal/journal'
import type { RunningClosing } from './createClosing'

/** What a closing needs of the client. Nothing of it comes back once the client is disposed. */
export interface ClosingContext {
  readonly url: string
  readonly protocol: Protocol
  readonly journal: Journal
  readonly timers: Timers
  readonly recovery: Required<RecoveryOptions>
  readonly presence: Presence
  /**
   * The present login, to begin with.
   * @throws `NOT_CONNECTED`, `CLIENT_DISPOSED`
   */
  present(): Access
  /** A connection on which a wallet is logged in now, or null. */
  loggedIn(wallet: Address): Access | null
  /** Waits until a wallet is logged in, as long as it takes. */
  access(wallet: Address): Promise<Access>
  /** A connection that can be asked about the fate of a closing by somebody who is no party to it; waits for one. */
  witness(): Promise<Access>
  /**
   * Logs in anew where the node no longer takes what a login signs.
   * @throws `WALLET_…`, `AUTH_…`, `NOT_CONNECTED`
   */
  renew(access: Access): Promise<void>
  /** Keeps what became of a closing, as far as that can be done; never rejects. */
  remember(entry: HistoryEntry): Promise<void>
  /** What became of a closing, as somebody who shares the history keeps it; null where nobody does. Never rejects. */
  recall(closingId: string): Promise<HistoryEntry | null>
  /** Reports what no caller waits for. */
  report(thrown: unknown): void
  /** Told of a closing that needs connections, and when it needs them no more. */
  attach(closing: RunningClosing): void
  detach(closing: RunningClosing): void
}
