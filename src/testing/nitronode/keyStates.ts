import { Refusal } from '../embedded/refusal'
import type { GoValue } from '../formats/goJson'
import { keyStateDigest, recoverPersonal, type KeyState } from './encoding'
import type { Frame } from './frames'
import { describePage, pageOf } from './paging'
import { readAddress, readFields, readList, readText, readUint64 } from './params'
import type { KeyRow, NitronodeState } from './state'

const INVALID = 'invalid_session_key_state: '

/** Registers a key, changes its scope or expiry, or revokes it. Recorded: app-session-key.jsonl. */
export function submitKeyState(node: NitronodeState, { payload }: Frame): GoValue {
  const given = readFields(readFields(payload).state)
  const state: KeyState = {
    user: readAddress(given.user_address, `${INVALID}invalid user_address`),
    key: readAddress(given.session_key, `${INVALID}invalid session_key`),
    version: readUint64(given.version, `${INVALID}invalid version`),
    applicationIds: readList(given.application_ids).map(id => readText(id)),
    sessionIds: readList(given.app_session_ids).map(id => readText(id)),
    expiresAt: readUint64(given.expires_at, `${INVALID}invalid expires_at`),
  }
  const [userSignature, keySignature] = [readText(given.user_sig), readText(given.session_key_sig)]
  const isActive = isActiveAt(node, state)
  const digest = keyStateDigest(state)
  if (isActive && keySignature === '') throw new Refusal(`${INVALID}session_key_sig is required`)
  if (recoverPersonal(digest, userSignature) !== state.user) throw new Refusal(`${INVALID}user_sig does not match user_address`)
  if (isActive && recoverPersonal(digest, keySignature) !== state.key) {
    throw new Refusal(`${INVALID}session_key_sig does not match session_key`)
  }
  const name = `${state.user} ${state.key}`
  const expected = (node.keys.get(name)?.version ?? 0n) + 1n
  if (state.version !== expected) throw new Refusal(`${INVALID}expected version ${expected}, got ${state.version}`)
  node.keys.set(name, { ...state, userSignature, keySignature })
  return {}
}

export function getLastKeyStates(node: NitronodeState, { payload }: Frame): GoValue {
  const query = readFields(payload)
  const user = readAddress(query.user_address, 'invalid user_address')
  const key = query.session_key === undefined ? null : readAddress(query.session_key, 'invalid session_key')
  const rows = [...node.keys.values()].filter(row => row.user === user
    && (key === null || row.key === key) && (query.include_inactive === true || isActiveAt(node, row)))
  const page = pageOf(query.pagination)
  return { metadata: describePage(page, rows.length), states: page.slice(rows).map(describe) }
}

const isActiveAt = (node: NitronodeState, { expiresAt }: KeyState): boolean => expiresAt > BigInt(Math.floor(node.clock() / 1000))

const describe = (row: KeyRow): GoValue => ({
  user_address: row.user.toLowerCase(),
  session_key: row.key.toLowerCase(),
  version: row.version.toString(),
  application_ids: row.applicationIds,
  app_session_ids: row.sessionIds,
  expires_at: row.expiresAt.toString(),
  user_sig: row.userSignature,
  session_key_sig: row.keySignature,
})
