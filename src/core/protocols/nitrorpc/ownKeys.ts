import * as v from 'valibot'
import { isSameAddress } from '../../sessions/participants'
import type { Access } from '../protocol'
import { ask } from './calls'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'

/**
 * Ends the session key of the login, at once and for good. From then on, every node of a cluster refuses to start what the key has
 * signed (ClearNode 0.5.2, recorded in revoked-key-cannot-close.jsonl). The key itself may sign this request.
 * @throws the node's error, and what `Connection.request` throws
 */
export async function revokeKey({ connection, login: { signer } }: Access): Promise<void> {
  await ask(connection, { method: 'revoke_session_key', params: { session_key: signer.address }, schema: v.unknown(), signer })
}

/**
 * Whether the session key of the login has ended. A login on another device replaces the key, and this connection stays logged in
 * all the same (ClearNode 0.5.2, recorded in session-key-replaced.jsonl). A wallet that signs itself has no key.
 * @throws the node's error, and what `Connection.request` throws
 */
export async function isKeyEnded({ connection, login: { signer, wallet } }: Access): Promise<boolean> {
  if (signer.address === wallet) return false
  const { session_keys: rows } = await ask(connection, {
    method: 'get_session_keys', params: { limit: PAGE_SIZE, offset: 0 }, schema: schemas.sessionKeys, signer,
  })
  // A wallet has one key for each application. A full page does not show all of them.
  return rows.length < PAGE_SIZE && !schemas.readable(rows).some(({ session_key: key }) => isSameAddress(key, signer.address))
}
