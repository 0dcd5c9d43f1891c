import type { ClosingContext } from '../closing/context'
import type { Access } from '../protocols/protocol'
import type { Hex } from '../types'
import { isOwnKey } from './ownKeys'
import type { KeyGrant } from './review/facts'

/**
 * Session keys of the wallet with which another device may have signed for a session: the node lists them for this session, and
 * no client that uses this journal has made them. Empty if the node does not list its keys now, which is reported: a warning that is
 * missing must not keep a person from signing.
 */
export async function foreignKeysOf(
  context: Pick<ClosingContext, 'protocol' | 'url' | 'journal' | 'report'>, { connection, login: { wallet } }: Access, sessionId: Hex,
): Promise<readonly KeyGrant[]> {
  const { protocol, report } = context
  const listed = await protocol.readKeysForSession?.(connection, wallet, sessionId).catch((thrown: unknown) => { report(thrown) }) ?? []
  // A key is noted in the journal before the node can list it, so the journal is read after the node.
  const isOwn = await Promise.all(listed.map(({ key }) => isOwnKey(context, sessionId, wallet, key)))
  return listed.filter((_, at) => !isOwn[at])
}
