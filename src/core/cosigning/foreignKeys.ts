import type { ClosingContext } from '../closing/context'
import { coSignerKey } from '../journal/journal'
import type { Access } from '../protocols/protocol'
import type { Hex } from '../types'
import type { KeyGrant } from './review/facts'

/**
 * Session keys of the wallet with which another device may have signed for a session: the node lists them for this session, this
 * client has not made them, and the journal has no signature of them. Empty if the node does not list its keys now, which is reported:
 * a warning that is missing must not keep a person from signing.
 */
export async function foreignKeysOf(
  { protocol, url, journal, report }: Pick<ClosingContext, 'protocol' | 'url' | 'journal' | 'report'>, { connection, login: { wallet } }: Access, sessionId: Hex,
): Promise<readonly KeyGrant[]> {
  const listed = await protocol.readForeignKeys?.(connection, wallet, sessionId).catch((thrown: unknown) => { report(thrown) }) ?? []
  if (listed.length === 0) return []
  // Read after the keys, so that a signature that another tab has just written is there. Without the journal, nothing can be signed.
  const entry = await journal.read(coSignerKey(url, sessionId, wallet)).catch(() => null)
  const known = new Set(entry?.record.attempts.map(({ attempt }) => attempt.policy?.sessionKey))
  return listed.filter(({ key }) => !known.has(key))
}
