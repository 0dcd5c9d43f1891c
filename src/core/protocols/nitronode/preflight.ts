import { NitroliteError } from '../../errors'
import type { AppSession } from '../../sessions/types'
import type { Login } from '../protocol'

/**
 * Checks what the node would refuse about session and signer, before anything is signed.
 * @throws `SESSION_NOT_OPEN`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`, `SESSION_KEY_WRONG_APPLICATION`
 */
export function checkCanClose({ id, status, participants, quorum, application }: AppSession, { wallet, policy }: Login): void {
  if (status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: id })
  const own = participants.find(({ address }) => address === wallet)
  if (!own) throw new NitroliteError('SESSION_NOT_PARTICIPANT', { wallet })
  if (own.weight < quorum) throw new NitroliteError('QUORUM_UNREACHABLE', { have: own.weight, need: quorum })
  if (policy && policy.application !== application) {
    const node = `The key is for "${policy.application}", the session for "${application}".`
    throw new NitroliteError('SESSION_KEY_WRONG_APPLICATION', { node })
  }
}
