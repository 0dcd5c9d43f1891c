import type { CallOptions } from './abortable'
import type { CloseRequest, Closing, ClosingSnapshot } from '../closing/types'
import type { Transport } from '../cosigning/transport'
import type { CoSigning, ProposalRoom, SharedProposal, SigningSlot } from '../cosigning/api'
import type { ClientRelayOptions, CoSignOptions, JoinRoomOptions, ProposeRequest } from '../cosigning/options'
import type { CloseProposal } from '../cosigning/types'
import type { ConnectionStatus } from '../connection/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { NitroliteEvents } from './events'
import type { HistoryEntry, HistoryQuery } from '../history/types'
import type { NodeInfo } from '../protocols/protocol'
import type { Allocation, AppSession, AppSessionSummary, Balance, Payout, SessionQuery } from '../sessions/types'
import type { Address, Hex, Unsubscribe } from '../types'
import type { SignerInput } from '../wallet/types'

/** A connection to one node for one wallet: sessions, balances and closings. */
export interface NitroliteClient {
  /** Address of the node, as it was passed in. */
  readonly url: string
  readonly status: ConnectionStatus
  /** Checksummed address of the wallet that is logged in, or null. */
  readonly account: Address | null
  /** Protocol of the node, for example `nitrorpc/0.5`, or null until it is known. */
  readonly protocol: string | null
  /** Balances of the wallet, as the node last reported them. */
  readonly balances: readonly Balance[]
  /** Whether a closing that begins now survives a reload or crash. This is known once connected; until then it is true. */
  readonly isDurable: boolean

  /**
   * Connects and, if there is a signer, logs in. The wallet may ask the user once. Simultaneous calls share one connection.
   * If the node cannot be reached or is busy, this is repeated until `reconnect.firstConnect` has passed. Meanwhile the
   * status is `reconnecting`, and each failure is an `error` event. Errors that a retry cannot fix reject at once.
   * @param signer replaces the signer of the options
   * @param options a signal that is aborted before the client is connected also ends the connection, like `disconnect()`, unless
   * another call still waits for it, or it is only being restored
   * @throws `CONNECTION_…`, `CERTIFICATE_UNTRUSTED`, `PROTOCOL_UNSUPPORTED`, `WALLET_…`, `AUTH_…`, `SIGNER_…`,
   * `CLIENT_DISPOSED`, `WALLET_ACCOUNT_CHANGED`, `REQUEST_ABORTED`, and `NOT_CONNECTED` after `disconnect()`
   */
  connect(signer?: SignerInput, options?: CallOptions): Promise<void>
  /** Ends the connection. Nothing reconnects by itself, and closings that were sent stay `confirming`. */
  disconnect(): void
  /**
   * Revokes the session key of the current login, so that the node no longer starts anything it has signed, and
   * disconnects. On nitronode 1.x the wallet has to confirm this. The next login or closing asks the wallet for a new key.
   * @throws `NOT_CONNECTED`, `WALLET_…`, and the errors of any request
   */
  revokeKey(options?: CallOptions): Promise<void>
  /**
   * Disconnects and releases everything. The client cannot be used again: its methods throw `CLIENT_DISPOSED`, and a closing that is
   * awaited rejects with it. What was sent stays in the journal, and the next client finds out how it ends.
   */
  dispose(): void
  /** @returns a function that stops listening */
  on<E extends keyof NitroliteEvents>(event: E, listener: NitroliteEvents[E]): Unsubscribe

  /** Reads the node's signing address and assets. @throws `NOT_CONNECTED`, and the errors of any request */
  nodeInfo(options?: CallOptions): Promise<NodeInfo>

  readonly sessions: {
    /**
     * All sessions that match the query, those changed latest first.
     * @throws `OPTIONS_INVALID` if the participant is not an address, `NOT_CONNECTED`, and the errors of any request
     */
    list(query?: SessionQuery, options?: CallOptions): Promise<AppSessionSummary[]>
    /**
     * One session with its current allocations and totals.
     * @throws `SESSION_ID_INVALID`, `SESSION_NOT_FOUND`, `NOT_CONNECTED`, and the errors of any request
     */
    get(sessionId: Hex | string, options?: CallOptions): Promise<AppSession>
    /**
     * Everything that the node's ledger says was paid out of a session, oldest first. Partial withdrawals are included.
     * @param session the session as it was read
     * @throws `NOT_CONNECTED`, and the errors of any request
     */
    payouts(session: AppSession, options?: CallOptions): Promise<readonly Payout[]>
    /**
     * What each participant has paid into a session and not taken out again, by the node's ledger. Changes of the split do not count.
     * @param session the session as it was read
     * @returns one row for each participant and asset, below zero for a participant who has taken out more than it paid in; null if the
     * node does not say who paid in (nitronode 1.4.1)
     * @throws `NOT_CONNECTED`, and the errors of any request
     */
    deposits(session: AppSession, options?: CallOptions): Promise<readonly Allocation[] | null>
    /**
     * Why the wallet that is logged in cannot close a session, as far as this is known without trying.
     * @returns null if no reason is known, or if no wallet is logged in
     */
    closeBlocker(session: AppSession): NitroliteErrorInfo | null
    /**
     * Watches a session or a list for changes that others make; each change emits a `session` event. On ClearNode 0.5, a watched
     * session is read every 10 seconds and a watched list every 30 seconds, and both after each push of the node that may concern
     * them, at most one of them per second. On nitronode 1.x, a session is read every 5 seconds and a list every 30 seconds. One
     * reading serves all watchers of the same subject, and nothing is read while the user is away (option `presence`).
     * @param subject id of a session, or the query of a list. @default the sessions of the account
     * @returns a function that stops watching
     * @throws `SESSION_ID_INVALID`, `OPTIONS_INVALID` if the participant is not an address
     */
    watch(subject?: Hex | string | SessionQuery): Unsubscribe
  }

  /**
   * Closes a session. A second call for the same session joins the running closing if it asks for the same allocations.
   * Never throws: if something is wrong with the request, the closing ends as `failed` before anything is sent.
   */
  close(request: CloseRequest): Closing

  /**
   * Proposes how to close a session that needs the signatures of several participants, and writes the proposal into the
   * journal, so that it can be shared. Give its text, link or QR code to the others, and pass their replies to
   * `addSignature`. A second call of the same wallet joins the running proposal if it asks for the same allocations and data in the
   * same way (by hand, or in a room), also after a reload, and while the signatures are being sent. The first call decides until when
   * others can sign.
   * @throws `QUORUM_UNREACHABLE` if all participants together are not enough, `OPTIONS_INVALID` also if the wallet can close
   * the session alone, `PROPOSAL_ASSETS_MISMATCH` if the session holds an asset that the node does not list, `PROPOSAL_CONFLICT` while
   * another proposal or closing of the session is under way, `NOT_CONNECTED`, and everything that ends a closing before it is shared
   */
  propose(request: ProposeRequest): Promise<SharedProposal>
  /**
   * Reads the proposal of another participant and checks it against what the node says. Nothing is signed.
   * @param proposal a text that begins with `nlp1.`, a link with such a text, or the proposal as an object, such as `CoSigning.proposal`
   * @throws `PROPOSAL_…`, `SESSION_…`, `SIGNATURE_NOT_NEEDED`, `QUORUM_UNREACHABLE`, `OPTIONS_INVALID`, `NOT_CONNECTED`, and the errors
   * of any request
   */
  coSign(proposal: string | CloseProposal, options?: CoSignOptions): Promise<CoSigning>
  /**
   * Enters the room of a session over a transport, to see the proposals of other participants. Their submitters ask for
   * signatures there: this client gives them by itself once the person has approved.
   * @throws `SESSION_ID_INVALID`, `SESSION_NOT_FOUND`, `OPTIONS_INVALID`, `NOT_CONNECTED`, and the errors of any request
   */
  joinRoom(sessionId: Hex | string, options: JoinRoomOptions): Promise<ProposalRoom>
  /**
   * Connects to a relay (`vue-nitrolite/relay`) for `propose` and `joinRoom`, with the login of this client. Close the transport
   * when it is no longer used.
   * @throws `OPTIONS_INVALID` for a URL that is not a WebSocket URL, `REQUEST_ABORTED`
   */
  relay(options: ClientRelayOptions): Promise<Transport>
  /**
   * Takes the reply of another participant for a proposal of this client. A signature is checked and written into the
   * journal. Once there are enough, the tab that collects signs as well and sends them. A decline is only noted.
   * @param reply a text that begins with `nlr1.` or `nld1.`, or a link with such a text
   * @returns the proposal that the reply belongs to
   * @throws `PROPOSAL_GONE`, `SIGNATURE_…`, `PROPOSAL_MALFORMED`, `JOURNAL_…` if another tab collects, `NOT_CONNECTED`
   */
  addSignature(reply: string, options?: CallOptions): Promise<SharedProposal>
  /**
   * What the wallets of this client have signed, or collect, for a session, from its journal. A wallet with a slot gives no
   * other signature for the session.
   * @throws `SESSION_ID_INVALID`, `JOURNAL_…`, `NOT_CONNECTED`
   */
  slots(sessionId: Hex | string, options?: CallOptions): Promise<readonly SigningSlot[]>

  readonly closings: {
    /** Closings of this client, newest first. Includes the latest 200 that have ended. */
    list(): readonly ClosingSnapshot[]
    /**
     * Resumes every closing of this node that the journal still holds, after a reload or crash, or after the tab or
     * process that began it has ended. `connect()` does this too, and while the app wants to be connected, the client reads
     * the journal again every minute and resumes the closings that nobody has changed in that minute.
     * @returns the closings that this client has resumed now; some of them may need the wallet to continue
     * @throws `JOURNAL_FAILED`, `JOURNAL_UNAVAILABLE`, `CLIENT_DISPOSED`
     */
    resume(options?: CallOptions): Promise<readonly Closing[]>
    /** The newest closing of a session, or null if this client knows none. */
    get(sessionId: Hex | string): Closing | null
    /**
     * Ended closings of this node, those that ended latest first. With a `history` that is stored, it includes closings of
     * earlier pages and other tabs. Closings that were refused or cancelled before they were signed are not included.
     * @throws `HISTORY_FAILED`
     */
    history(query?: HistoryQuery, options?: CallOptions): Promise<readonly HistoryEntry[]>
  }
}
