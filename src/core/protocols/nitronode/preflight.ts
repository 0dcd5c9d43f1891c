import { NitroliteError } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Login } from '../protocol'

/**
 * Checks what the node would refuse about session and signer, before anything is signed. Whose key signs is no matter yet:
 * for a session of another application the wallet signs by itself.
 * @throws `SESSION_NOT_OPEN`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`
 */
export function checkCanClose({ id, status, participants, quorum }: AppSession, { wallet }: Login): void {
  if (status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: id })
  const own = participants.find(({ address }) => address === wallet)
  if (!own) throw new NitroliteError('SESSION_NOT_PARTICIPANT', { wallet })
  if (own.weight < quorum) throw new NitroliteError('QUORUM_UNREACHABLE', { have: own.weight, need: quorum })
}
