import type { Hex } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import type { GoValue } from '../formats/goJson'
import { GoStruct } from '../formats/goStruct'
import { isHash, normalizeAddress, parseSigned, parseUnsigned } from './fields'
import { keyStateDigest, type KeyState } from './encoding'
import type { CallFrame } from './frames'
import { APPLICATION_FORM } from './limits'
import { describePage, readPage } from './paging'
import { readHex, recoverPersonal } from './signatures'
import type { KeyRow, NitronodeState } from './state'

const MOST_IDS = 10
const MOST_KEYS = 100
const PAGE_LIMIT = 10

const refuse = (reason: string): never => {
  throw new Refusal(`invalid_session_key_state: ${reason}`)
}

/** Registers a key, changes its scope or expiry, or revokes it. Recorded: app-session-key.jsonl. */
export function submitKeyState(node: NitronodeState, { payload }: CallFrame): GoValue {
  const given = new GoStruct(payload).struct('state')
  const state = readState(given)
  const [userSignature, keySignature] = [given.text('user_sig'), given.text('session_key_sig')]
  checkState(state)
  if (userSignature === '') refuse('user_sig is required')
  const isActive = node.isActive(state)
  if (isActive && keySignature === '') refuse('session_key_sig is required')
  if (!isActive && state.version === 1n) refuse('cannot revoke a session key with no prior delegation')
  const digest = keyStateDigest(state)
  checkSignature(digest, userSignature, 'user_sig', state.user, 'user_address')
  if (isActive) checkSignature(digest, keySignature, 'session_key_sig', state.key, 'session_key')
  store(node, { ...state, userSignature, keySignature: isActive ? keySignature : '' })
  return {}
}

function readState(given: GoStruct): KeyState {
  const [user, key] = [given.text('user_address'), given.text('session_key')]
  const [applicationIds, sessionIds] = [given.texts('application_ids'), given.texts('app_session_ids')]
  const version = parseUnsigned(given.text('version'))
  const expiresAt = parseSigned(given.text('expires_at'))
  return {
    version: version.value ?? refuse(`invalid version: ${version.error}`),
    expiresAt: expiresAt.value ?? refuse(`invalid expires_at: ${expiresAt.error}`),
    user: normalizeAddress(user, 'invalid_session_key_state: invalid user_address: '),
    key: normalizeAddress(key, 'invalid_session_key_state: invalid session_key: '),
    applicationIds,
    sessionIds,
  }
}

function checkState({ user, key, version, expiresAt, applicationIds, sessionIds }: KeyState): void {
  if (user === key) refuse('session_key must differ from user_address')
  if (version === 0n) refuse('version must be greater than 0')
  if (expiresAt < 0n) refuse('expires_at must be non-negative')
  if (sessionIds.length > MOST_IDS) refuse(`app_session_ids array exceeds maximum length of ${MOST_IDS}`)
  if (applicationIds.length > MOST_IDS) refuse(`application_ids array exceeds maximum length of ${MOST_IDS}`)
  const application = applicationIds.find(id => !APPLICATION_FORM.test(id))
  if (application !== undefined) {
    refuse('application_ids must contain only lowercase letters, digits, dashes, and underscores (max 66 chars), '
      + `got: ${application}`)
  }
  const session = sessionIds.find(id => !isHash(id) || id !== id.toLowerCase())
  if (session !== undefined) refuse(`app_session_ids must be 0x-prefixed 32-byte lowercase hex hashes, got: ${session}`)
}

function checkSignature(digest: Hex, signature: string, name: string, signer: string, signerName: string): void {
  const digits = readHex(signature)
  if (!digits.ok) return refuse(`failed to decode ${name}: ${digits.error}`)
  const recovered = recoverPersonal(digest, digits.value)
  if (!recovered.ok) return refuse(`failed to recover ${name}: ${recovered.error}`)
  if (recovered.value.toLowerCase() !== signer) refuse(`${name} does not match ${signerName}`)
}

/** A key belongs to the first wallet that registers it, for good. */
function store(node: NitronodeState, row: KeyRow): void {
  const rows = [...node.keys.values()]
  if (rows.some(({ key, user }) => key === row.key && user !== row.user)) refuse('session_key not allowed')
  const latest = node.keys.get(row.key)
  const isNewlyActive = node.isActive(row) && !(latest && node.isActive(latest))
  const activeCount = rows.filter(other => other.user === row.user && node.isActive(other)).length
  if (isNewlyActive && activeCount >= MOST_KEYS) {
    refuse(`user has reached the session key limit of ${MOST_KEYS}`)
  }
  const expected = (latest?.version ?? 0n) + 1n
  if (row.version !== expected) refuse(`expected version ${expected}, got ${row.version}`)
  // The table refuses an id that is listed twice, and the text of the database does not reach the client.
  if ([row.applicationIds, row.sessionIds].some(ids => new Set(ids).size < ids.length)) throw new Refusal('failed to store session key state')
  node.keys.delete(row.key)
  node.keys.set(row.key, row)
}

/** The last states of the keys of a wallet, newest first. Addresses are compared as text in lower case. */
export function getLastKeyStates(node: NitronodeState, { payload }: CallFrame): GoValue {
  const query = new GoStruct(payload)
  const [user, key] = [query.text('user_address').toLowerCase(), query.text('session_key').toLowerCase()]
  const includesInactive = query.flag('include_inactive')
  const page = readPage(query, PAGE_LIMIT, PAGE_LIMIT)
  if (user === '') throw new Refusal('user_address is required')
  if (page.sort !== '') throw new Refusal('invalid_pagination: sort is not supported by get_last_key_states')
  const rows = [...node.keys.values()].reverse().filter(row =>
    row.user === user && (key === '' || row.key === key) && (includesInactive || node.isActive(row)))
  return { metadata: describePage(page, rows.length), states: page.slice(rows).map(describe) }
}

const describe = (row: KeyRow): GoValue => ({
  user_address: row.user,
  session_key: row.key,
  version: row.version.toString(),
  application_ids: row.applicationIds,
  app_session_ids: row.sessionIds,
  expires_at: row.expiresAt.toString(),
  user_sig: row.userSignature,
  session_key_sig: row.keySignature,
})
