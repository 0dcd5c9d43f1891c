import type { Address } from '../../core/types'
import type { SessionRow } from './appSessions'
import { Refusal } from '../network/refusal'
import { checkApplication, type SessionKeys } from './sessionKeys'

/** Wallets for which the signers speak: a session key's owner, else the signer itself. */
export function walletsOfSigners(keys: SessionKeys, signers: ReadonlySet<Address>): Set<Address> {
  return new Set([...signers].map(signer => keys.walletOfKey(signer) ?? signer))
}

const REQUEST_NAMES: ReadonlyMap<string, string> = new Map([['deposit', 'deposit'], ['withdraw', 'withdrawal']])

/** Every signer must be a participant, and their weights must reach the quorum. */
export function verifyQuorum(session: SessionRow, wallets: ReadonlySet<Address>, intent: string): void {
  let weight = 0n
  for (const wallet of wallets) {
    // The last one counts where a participant is listed twice.
    const own = session.weights[session.participants.lastIndexOf(wallet)]
    if (own === undefined) throw new Refusal(`signature from unknown participant wallet ${wallet}`)
    weight += own
  }
  if (weight < session.quorum) {
    const name = REQUEST_NAMES.get(intent) ?? 'submit_state'
    throw new Refusal(`incorrect ${name} request: quorum not reached: ${weight} / ${session.quorum}`)
  }
}

/** Session keys must have been registered for the session's application. */
export function verifyKeyApplications(keys: SessionKeys, signers: ReadonlySet<Address>, application: string): void {
  for (const signer of signers) {
    const wallet = keys.walletOfKey(signer)
    if (wallet === null || wallet === signer) continue
    const key = keys.active(signer, `failed to get session key for signer ${signer}`)
    checkApplication(key, application, `session key application validation failed for signer ${signer}`)
  }
}
