import { NitroliteError } from '../../errors/errors'
import type { AppSession } from '../../sessions/types'
import type { Login } from '../protocol'

/**
 * Checks, before anything is signed, what the node would refuse about the session and the wallet. The session's application
 * does not matter: the wallet signs itself if its session key is for another application.
 * @throws `SESSION_NOT_OPEN`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`
 */
export function checkCanClose({ id, status, participants, quorum }: AppSession, { wallet }: Login): void {
  if (status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: id })
  const participant = participants.find(({ address }) => address === wallet)
  if (!participant) throw new NitroliteError('SESSION_NOT_PARTICIPANT', { wallet })
  if (participant.weight >= quorum) return
  const total = participants.reduce((sum, { weight }) => sum + weight, 0)
  throw new NitroliteError('QUORUM_UNREACHABLE', { have: participant.weight, need: quorum, ...total < quorum && { total } })
}
