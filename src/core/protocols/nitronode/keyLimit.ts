import type { Connection } from '../../connection/types'
import { codeOf } from '../../errors/errors'
import { isAuthenticationError } from '../../errors/groups'
import type { Address, Hex } from '../../types'
import type { KeptLogin } from '../../wallet/loginStore'
import type { EndedSessionKey } from '../protocol'
import type { Ask } from './calls'
import { EXPIRY_MARGIN, register, submitKeyState, type WalletSigner } from './delegation'
import { keyStateDigest } from './digests'
import * as schemas from './schemas'
import { listRows, readRow } from './sessions'

/** How many rows a page of keys has at most (nitronode 1.4.1). */
const KEY_PAGE = 10

/** How often a registration ends an old key and tries again. Other clients of the wallet may take the place meanwhile. */
const MOST_TRIES = 3

/** What a registration needs when the wallet has as many keys as the node allows. */
export interface KeyLimitParts {
  readonly ask: Ask
  readonly connection: Connection
  /** Signs as the wallet itself. Ending a key costs the person one more signature. */
  readonly sign: WalletSigner
  /** The application whose oldest key may be ended although another process may still use that key. Null if no such key may be ended. */
  readonly replaceable: string | null
  /** Whether this client may still sign with a key. */
  isInUse(key: Address): boolean
  /** Called for each key that was ended. */
  onEnded(ended: EndedSessionKey): void
}

/**
 * Registers a key. If the wallet has as many keys as the node allows (100 in nitronode 1.4.1), an old one that can sign nothing any
 * more is ended first.
 * @throws `SESSION_KEY_LIMIT` if every key of the wallet may still be needed; `AUTH_…`, `WALLET_…`, and what `Ask` throws
 */
export async function registerWithinLimit(parts: KeyLimitParts, login: KeptLogin): Promise<void> {
  const { ask, connection } = parts
  for (let tries = 1; ; tries++) {
    try {
      return await register(ask, connection, login)
    }
    catch (thrown) {
      if (codeOf(thrown) !== 'SESSION_KEY_LIMIT' || tries > MOST_TRIES) throw thrown
      const old = await findOldKey(parts, login.policy.wallet)
      if (!old) throw thrown
      await end(parts, login.policy.wallet, old)
    }
  }
}

/** The keys of a wallet that have not expired, oldest first. */
export async function listKeys(ask: Ask, connection: Connection, wallet: Address): Promise<schemas.KeyStateRow[]> {
  const rows = new Map<Address, schemas.KeyStateRow>()
  for (let offset = 0; ; offset += KEY_PAGE) {
    const { states } = await ask(connection, {
      method: 'app_sessions.v1.get_last_key_states', params: { user_address: wallet, pagination: { limit: KEY_PAGE, offset } }, schema: schemas.keyStates,
    })
    for (const state of states) rows.set(state.session_key, state)
    if (states.length < KEY_PAGE) return [...rows.values()].reverse()
  }
}

/**
 * The key to end: the oldest one that can sign nothing any more, because every session it was made for is closed and the wallet
 * has no open session of an application it was made for. So no signature of it can still be on its way. Keys for single sessions come
 * first, because a key for an application may be used again by another process. If there is no such key, it is the oldest one of the
 * application `replaceable`.
 * @returns null if no key may be ended
 */
async function findOldKey({ ask, connection, replaceable, isInUse }: KeyLimitParts, wallet: Address): Promise<schemas.KeyStateRow | null> {
  const closed = new Map<Hex, boolean>()
  const isClosed = async (sessionId: Hex): Promise<boolean> => {
    // A session that cannot be read may be open.
    const known = closed.get(sessionId) ?? await readRow(ask, connection, sessionId).then(({ status }) => status === 'closed', () => false)
    closed.set(sessionId, known)
    return known
  }
  const keys = (await listKeys(ask, connection, wallet)).filter(({ session_key: key }) => !isInUse(key))
  const areClosed = async (sessionIds: readonly Hex[]): Promise<boolean> => {
    for (const sessionId of sessionIds) if (!await isClosed(sessionId)) return false
    return true
  }
  for (const key of keys) {
    if (key.application_ids.length === 0 && key.app_session_ids.length > 0 && await areClosed(key.app_session_ids)) return key
  }
  const open = new Set((await listRows(ask, connection, { participant: wallet, status: 'open' })).map(row => row.app_definition.application_id))
  for (const key of keys) {
    const isIdle = key.application_ids.length > 0 && key.application_ids.every(application => !open.has(application))
    if (isIdle && await areClosed(key.app_session_ids)) return key
  }
  // Never a key for a single session: another participant may hold a signature of it, and count on it.
  return keys.find(({ application_ids: [application, ...others], app_session_ids: sessionIds }) =>
    application !== undefined && application === replaceable && others.length === 0 && sessionIds.length === 0) ?? null
}

async function end({ ask, connection, sign, onEnded }: KeyLimitParts, wallet: Address, old: schemas.KeyStateRow): Promise<void> {
  const { session_key: key, application_ids: applications, app_session_ids: sessionIds } = old
  const expiresAt = Math.floor(connection.now() / 1000) - EXPIRY_MARGIN
  const state = { wallet, key, applications, sessionIds, expiresAt, version: old.version + 1 }
  const signature = await sign(keyStateDigest(state))
  try {
    await submitKeyState(ask, connection, state, signature, '')
  }
  catch (thrown) {
    // Another client of the wallet has ended or changed the key in the meantime.
    if (isAuthenticationError(codeOf(thrown))) return
    throw thrown
  }
  onEnded({ wallet, sessionKey: key, applications, sessionIds })
}
