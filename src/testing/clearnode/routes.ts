import { authRequest, authVerify } from './auth'
import { closeAppSession } from './closeAppSession'
import { createAppSession } from './createAppSession'
import type { CallFrame } from './frames'
import type { GoValue } from '../network/goJson'
import * as privateReads from './privateReads'
import * as publicReads from './publicReads'
import type { ClearnodeState } from './state'
import { submitAppState } from './submitAppState'
import type { Policy } from './tokens'
import type { Stages } from '../network/messageQueue'

/** What a method is called with. */
export interface CallContext {
  readonly node: ClearnodeState
  readonly call: CallFrame
  /** Wallet that is logged in on the connection, empty where none is. */
  readonly wallet: string
}

export interface Answer {
  /** @default the method of the request */
  readonly method?: string
  readonly params: GoValue
  /** Set by a login. */
  readonly login?: Policy
}

type Read = (context: CallContext) => Answer
type Change = (context: CallContext) => Stages<Answer>

/** Need no login. */
export const PUBLIC_METHODS: ReadonlyMap<string, Read> = new Map([
  ['ping', publicReads.ping],
  ['get_config', publicReads.getConfig],
  ['get_assets', publicReads.getAssets],
  ['get_app_definition', publicReads.getAppDefinition],
  ['get_app_sessions', publicReads.getAppSessions],
  ['get_channels', publicReads.getChannels],
  ['get_ledger_entries', publicReads.getLedgerEntries],
  ['get_ledger_transactions', publicReads.getLedgerTransactions],
  ['auth_request', authRequest],
  ['auth_verify', authVerify],
])

/** Need a login and a fresh stamp. */
export const PRIVATE_METHODS: ReadonlyMap<string, Read> = new Map([
  ['get_user_tag', privateReads.getUserTag],
  ['get_ledger_balances', privateReads.getLedgerBalances],
  ['get_rpc_history', privateReads.getRpcHistory],
  ['get_session_keys', privateReads.getSessionKeys],
  ['revoke_session_key', privateReads.revokeSessionKey],
])

/** Private too; the caller gets a `bu` before the answer, refused or not, and the history an entry. */
export const CHANGING_METHODS: ReadonlyMap<string, Change> = new Map([
  ['create_app_session', createAppSession],
  ['submit_app_state', submitAppState],
  ['close_app_session', closeAppSession],
])
