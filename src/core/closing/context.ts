import type { Presence, RenewalReason, Timers } from '../connection/types'
import type { NitroliteErrorInfo } from '../errors/errors'
import type { HistoryEntry } from '../history/types'
import type { RecoveryOptions } from '../client/options'
import type { Access, Protocol } from '../protocols/protocol'
import type { Address, Hex } from '../types'
import { coSignerKey, journalKey, keyOfRecord, type Journal, type JournalEntry } from '../journal/journal'
import type { CosigningPart } from './cosigning'
import { knowledgeAtStart, type Knowledge, type KnownAtStart } from './policy/knowledge'
import type { ComputedCloseRequest } from './request'
import type { Moment } from './policy/moves'

/** What the client may do with a closing that is not over. */
export interface AttachedClosing {
  readonly error: NitroliteErrorInfo | null
  /** Gives the closing up if nothing was sent yet, and leaves an agreed split as it is. @returns whether it was still possible */
  stop(): boolean
  /** Notes whether the node still speaks the protocol of this closing. */
  noteProtocol(isOther: boolean): void
}

/** What a closing needs from the client. After the client is disposed, none of these promises settles. */
export interface ClosingContext {
  readonly url: string
  readonly protocol: Protocol
  readonly journal: Journal
  readonly timers: Timers
  readonly recovery: Required<RecoveryOptions>
  readonly presence: Presence
  /**
   * The present login.
   * @throws `NOT_CONNECTED`, `CLIENT_DISPOSED`
   */
  present(): Access
  /** The wallet of the present login; null while nobody is logged in. */
  presentWallet(): Address | null
  /**
   * Whether a login that is missing will probably come back: the app wants to be connected, and no other wallet is logged in.
   * @param wallet null for the wallet that the app has chosen
   */
  isLoginExpected(wallet: Address | null): boolean
  /** A connection on which a wallet is logged in now; null when there is none. */
  loggedIn(wallet: Address): Access | null
  /** Waits for a connection with a throw-away login, which can read what is public while the wallet is away or stuck. */
  witness(): Promise<Access>
  /**
   * Logs in again over a new socket, because the node no longer accepts what the login signs, or the socket passes no data.
   * @throws `WALLET_…`, `AUTH_…`, `NOT_CONNECTED`
   */
  renew(access: Access, reason: RenewalReason): Promise<void>
  /** Writes into the history how a closing ended. Never rejects. */
  remember(entry: HistoryEntry): Promise<void>
  /** Looks up how a closing ended, as another client wrote it into a shared history; null when nobody did. Never rejects. */
  recall(closingId: string): Promise<HistoryEntry | null>
  /** Reports an error that no caller waits for. */
  report(thrown: unknown): void
  /** Called when a closing starts to need connections. */
  attach(closing: AttachedClosing): void
  /** Called when a closing no longer needs connections. */
  detach(closing: AttachedClosing): void
}

/** The rules of the node that a closing knows from its start. */
export const nodeRulesOf = ({ url, protocol, recovery }: ClosingContext): KnownAtStart['node'] => ({
  url,
  protocol: protocol.name,
  resending: protocol.resending.rule,
  canPayTwice: protocol.canPayTwice,
  settle: recovery.settle,
  patience: recovery.patience,
})

/** What a closing starts from: a request, or the record of an earlier closing in the journal. */
export type ClosingStart =
  | { readonly id: string, readonly sessionId: Hex, readonly request: ComputedCloseRequest, readonly cosigning?: CosigningPart }
  | { readonly entry: JournalEntry }

/** The key of a closing in the journal. */
export function keyOfStart(start: ClosingStart, url: string): string {
  if ('entry' in start) return keyOfRecord(url, start.entry.record)
  const { sessionId, cosigning } = start
  return cosigning?.role === 'co-signer' ? coSignerKey(url, sessionId, cosigning.wallet) : journalKey(url, sessionId)
}

/** What a closing knows when it starts. */
export function knowledgeOf(start: ClosingStart, context: ClosingContext): Knowledge {
  const { timers } = context
  const record = 'entry' in start ? start.entry.record : null
  const { id, sessionId, request } = 'entry' in start
    ? { id: start.entry.record.closingId, sessionId: start.entry.record.sessionId, request: null }
    : start
  const startedAt = record?.startedAt ?? timers.now()
  return knowledgeAtStart({ id, sessionId, startedAt, request, node: nodeRulesOf(context), now: timers.now() }, record, timers.elapsed())
}

/** What is true for a closing at this moment. */
export function momentOf({ plan, node }: Knowledge, { timers, presence, loggedIn, isLoginExpected }: ClosingContext): Moment {
  const access = plan && loggedIn(plan.wallet)
  return {
    at: timers.elapsed(),
    isLoggedIn: access !== null,
    readyAt: access?.connection.readyAt ?? -Infinity,
    isStuck: access?.connection.criticalInFlight ?? false,
    isAnswering: access?.connection.hasAnsweredSince(node.doubtSince) ?? false,
    isLoginExpected: isLoginExpected(plan?.wallet ?? null),
    isAway: presence.isAway(),
  }
}
