import type { Connection } from '../../connection/types'
import type { KeyGrant } from '../../cosigning/review/facts'
import { codeOf } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import type { Ask } from './calls'
import { grantOf } from './delegation'
import { listKeys } from './keyLimit'

/**
 * The session keys that a wallet has allowed for a session by its id, and that have not ended. Keys for a whole application are not
 * among them: a wallet has those without having signed anything for the session.
 */
export async function readKeysForSession(ask: Ask, connection: Connection, wallet: Address, sessionId: Hex): Promise<readonly KeyGrant[]> {
  try {
    const listed = await listKeys(ask, connection, wallet)
    return listed.flatMap(state => state.app_session_ids.includes(sessionId) ? grantOf(state, wallet) ?? [] : [])
  }
  catch (thrown) {
    // On a node without session keys, no other device has one.
    if (codeOf(thrown) === 'PROTOCOL_UNSUPPORTED') return []
    throw thrown
  }
}
