import type { Address } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import type { SessionRow } from './appSessions'
import { checkApplication, type SessionKeys } from './sessionKeys'

/** The wallets of the signers: the owner of a session key, or the signer itself. */
export function walletsOfSigners(keys: SessionKeys, signers: ReadonlySet<Address>): Set<Address> {
  return new Set([...signers].map(signer => keys.walletOfKey(signer) ?? signer))
}

const REQUEST_NAMES: ReadonlyMap<string, string> = new Map([['deposit', 'deposit'], ['withdraw', 'withdrawal']])

/** Checks that every signer is a participant and that their weights reach the quorum. @throws Refusal */
export function verifyQuorum(session: SessionRow, wallets: ReadonlySet<Address>, intent: string): void {
  let weight = 0n
  for (const wallet of wallets) {
    // Where a participant is listed twice, the node uses the last entry.
    const added = session.weights[session.participants.lastIndexOf(wallet)]
    if (added === undefined) throw new Refusal(`signature from unknown participant wallet ${wallet}`)
    weight += added
  }
  if (weight < session.quorum) {
    const name = REQUEST_NAMES.get(intent) ?? 'submit_state'
    throw new Refusal(`incorrect ${name} request: quorum not reached: ${weight} / ${session.quorum}`)
  }
}

/** Checks that session keys are registered for the session's application. @throws Refusal */
export function verifyKeyApplications(keys: SessionKeys, signers: ReadonlySet<Address>, application: string): void {
  for (const signer of signers) {
    const wallet = keys.walletOfKey(signer)
    if (wallet === null || wallet === signer) continue
    const key = keys.active(signer, `failed to get session key for signer ${signer}`)
    checkApplication(key, application, `session key application validation failed for signer ${signer}`)
  }
}
