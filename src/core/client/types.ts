import type { CloseRequest, Closing, ClosingSnapshot } from '../closing/types'
import type { ConnectionStatus } from '../connection/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { NitroliteEvents } from './events'
import type { HistoryEntry, HistoryQuery } from '../history/types'
import type { NodeInfo } from '../protocols/protocol'
import type { AppSession, AppSessionSummary, Balance, SessionQuery } from '../sessions/types'
import type { Address, Hex, Unsubscribe } from '../types'
import type { SignerInput } from '../wallet/types'

/** A connection to one node for one wallet: sessions, balances and closings. */
export interface NitroliteClient {
  /** Address of the node, as given. */
  readonly url: string
  readonly status: ConnectionStatus
  /** Checksummed address of the wallet that is logged in. */
  readonly account: Address | null
  /** Protocol of the node, once known. */
  readonly protocol: string | null
  /** Balances of the wallet, as last told by the node. */
  readonly balances: readonly Balance[]
  /** Whether a closing that is begun now survives a reload or crash; known once connected. */
  readonly isDurable: boolean

  /**
   * Connects and, with a signer, logs in; the wallet may ask once. Calls while connecting share one connection.
   * @param signer replaces the signer of the options
   * @throws `CONNECTION_FAILED` when the first socket does not open; `WALLET_…`, `AUTH_…`, `SIGNER_…`
   */
  connect(signer?: SignerInput): Promise<void>
  /** Ends the connection on purpose; nothing reconnects. Closings that were sent stay `confirming`. */
  disconnect(): void
  /**
   * Ends the session key of the present login, so that nothing it has signed can start any more, and disconnects. On
   * nitronode 1.x the wallet has to confirm that. The next login, or the next closing, asks the wallet for a new key.
   * @throws `NOT_CONNECTED`; `WALLET_…`; as any request
   */
  revokeKey(): Promise<void>
  /** Disconnects and releases everything; the client cannot be used again. */
  dispose(): void
  /** @returns a function that stops listening */
  on<E extends keyof NitroliteEvents>(event: E, listener: NitroliteEvents[E]): Unsubscribe

  /** What the node says of itself: its signing address and assets. */
  nodeInfo(): Promise<NodeInfo>

  readonly sessions: {
    /** Every session that fits, newest change first. */
    list(query?: SessionQuery): Promise<AppSessionSummary[]>
    /**
     * One session with its current allocations and totals.
     * @throws `SESSION_ID_INVALID`, `SESSION_NOT_FOUND`
     */
    get(sessionId: Hex | string): Promise<AppSession>
    /**
     * Why the wallet that is logged in cannot close a session, as far as that is known without trying.
     * @returns null where nothing is known to be in the way, or nobody is logged in
     */
    closeBlocker(session: AppSession): NitroliteErrorInfo | null
    /**
     * Says that the app shows a session, or a list, so that the `session` event tells of what others change. Some nodes
     * tell by themselves; of others (nitronode 1.x) a session is read every 5 s and a list every 30 s, once for all who
     * watch the same, and not while the page is hidden or the device offline.
     * @param subject id of a session, or what a list is of. @default the sessions of the account
     * @returns ends it
     * @throws `SESSION_ID_INVALID`
     */
    watch(subject?: Hex | string | SessionQuery): Unsubscribe
  }

  /**
   * Closes a session. A second call for the same session joins the running closing when it asks for the same.
   * Never throws at once: what is wrong with the request ends the closing as `failed` before anything is sent.
   */
  close(request: CloseRequest): Closing

  readonly closings: {
    /** Closings of this client, newest first, ended ones included. */
    list(): readonly ClosingSnapshot[]
    /**
     * Goes on with every closing of this node that the journal still holds: after a reload, a crash, or when the tab or
     * process that began it is gone. `connect()` does it too.
     * @returns those that this client has taken up now; some may need the wallet to go on
     * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`, `CLIENT_DISPOSED`
     */
    resume(): Promise<readonly Closing[]>
    /** The newest closing of a session, or null when this client knows none. */
    get(sessionId: Hex | string): Closing | null
    /**
     * Ended closings of this node, of earlier pages and other tabs too where those are kept, the latest end first. What
     * was refused or cancelled before it was signed is not among them.
     * @throws `HISTORY_FAILED`
     */
    history(query?: HistoryQuery): Promise<readonly HistoryEntry[]>
  }
}
