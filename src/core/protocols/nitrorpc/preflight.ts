import { NitroliteError } from '../../errors/errors'
import { isSameAddress } from '../../sessions/participants'
import type { AppSession } from '../../sessions/types'
import { checksumAddress } from '../../wallet/address'
import type { Login } from '../protocol'

/** Session keys of this application may sign for sessions of every application (ClearNode 0.5.2). */
const ROOT_APPLICATION = 'clearnode'

/**
 * Checks, before anything is signed, what the node would refuse about the session and the login.
 * @throws `SESSION_NOT_OPEN`, `SESSION_PARTICIPANT_LOWER_CASE`, `SESSION_NOT_PARTICIPANT`, `QUORUM_UNREACHABLE`,
 * `SESSION_KEY_WRONG_APPLICATION`
 */
export function checkCanClose(session: AppSession, { wallet, policy }: Login): void {
  if (session.status !== 'open') throw new NitroliteError('SESSION_NOT_OPEN', { sessionId: session.id })

  // The node keeps weights in a map as well: if an address is listed twice, the last weight counts.
  const weights = new Map(session.participants.map(({ address, weight }) => [address, weight]))
  let reachableWeight = 0
  /** The node compares signers with checksummed addresses, so a participant in lower case can never sign. */
  let lockedOut: string | undefined
  for (const [address, weight] of weights) {
    if (checksumAddress(address) === address) reachableWeight += weight
    else lockedOut ??= address
  }
  if (reachableWeight < session.quorum && lockedOut !== undefined) {
    throw new NitroliteError('SESSION_PARTICIPANT_LOWER_CASE', { participant: lockedOut })
  }

  const have = weights.get(wallet) ?? 0
  const isParticipant = [...weights.keys()].some(address => isSameAddress(address, wallet))
  if (!isParticipant) throw new NitroliteError('SESSION_NOT_PARTICIPANT', { wallet })
  if (have < session.quorum) {
    throw new NitroliteError('QUORUM_UNREACHABLE', { have, need: session.quorum, ...reachableWeight < session.quorum && { total: reachableWeight } })
  }

  const application = policy?.application
  if (application && session.application && application !== session.application && application !== ROOT_APPLICATION) {
    const node = `The key is for "${application}", the session for "${session.application}".`
    throw new NitroliteError('SESSION_KEY_WRONG_APPLICATION', { node })
  }
}
