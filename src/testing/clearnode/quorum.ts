import type { Address } from '../../core/types'
import { Refusal, refusalOf, refuseForAny, type MistakeChoice } from '../embedded/refusal'
import type { SessionRow } from './appSessions'
import { checkApplication, type SessionKeys } from './sessionKeys'

/** The wallets of the signers: the owner of a session key, or the signer itself. */
export function walletsOfSigners(keys: SessionKeys, signers: ReadonlySet<Address>): Set<Address> {
  return new Set([...signers].map(signer => keys.walletOfKey(signer) ?? signer))
}

const REQUEST_NAMES: ReadonlyMap<string, string> = new Map([['deposit', 'deposit'], ['withdraw', 'withdrawal']])

/** Checks that every signer is a participant and that their weights reach the quorum. @throws Refusal */
export function verifyQuorum(choose: MistakeChoice, session: SessionRow, wallets: ReadonlySet<Address>, intent: string): void {
  // Where a participant is listed twice, the node uses the last entry.
  const weightOf = (wallet: Address): bigint | undefined => session.weights[session.participants.lastIndexOf(wallet)]
  refuseForAny(choose, [...wallets].filter(wallet => weightOf(wallet) === undefined)
    .map(wallet => `signature from unknown participant wallet ${wallet}`))
  const weight = [...wallets].reduce((sum, wallet) => sum + (weightOf(wallet) ?? 0n), 0n)
  if (weight < session.quorum) {
    const name = REQUEST_NAMES.get(intent) ?? 'submit_state'
    throw new Refusal(`incorrect ${name} request: quorum not reached: ${weight} / ${session.quorum}`)
  }
}

/** Checks that session keys are registered for the session's application. @throws Refusal */
export function verifyKeyApplications(
  choose: MistakeChoice, keys: SessionKeys, signers: ReadonlySet<Address>, application: string,
): void {
  refuseForAny(choose, [...signers].flatMap(signer => refusalOf(() => {
    const wallet = keys.walletOfKey(signer)
    if (wallet === null || wallet === signer) return
    const key = keys.active(signer, `failed to get session key for signer ${signer}`)
    checkApplication(key, application, `session key application validation failed for signer ${signer}`)
  }) ?? []))
}
