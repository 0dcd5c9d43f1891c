import type { Stages } from '../embedded/messageQueue'
import { authRequest, authVerify } from './auth'
import type { Answer, CallContext } from './calls'
import { closeAppSession } from './closeAppSession'
import { createAppSession } from './createAppSession'
import * as privateReads from './privateReads'
import * as publicReads from './publicReads'
import { submitAppState } from './submitAppState'
import { transfer } from './transfer'

type Read = (context: CallContext) => Answer
type Change = (context: CallContext) => Stages<Answer>

/** Methods that need no login. */
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

/** Methods that need a login and a fresh timestamp. */
export const PRIVATE_METHODS: ReadonlyMap<string, Read> = new Map([
  ['get_user_tag', privateReads.getUserTag],
  ['get_ledger_balances', privateReads.getLedgerBalances],
  ['get_rpc_history', privateReads.getRpcHistory],
  ['get_session_keys', privateReads.getSessionKeys],
  ['revoke_session_key', privateReads.revokeSessionKey],
])

/**
 * Methods that change something. They need a login and a fresh timestamp too. The caller gets a `bu` before the answer,
 * even before a refusal, and the history gets an entry.
 */
export const CHANGING_METHODS: ReadonlyMap<string, Change> = new Map([
  ['transfer', transfer],
  ['create_app_session', createAppSession],
  ['submit_app_state', submitAppState],
  ['close_app_session', closeAppSession],
])
