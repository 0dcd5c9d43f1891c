import type { Address } from '../../core/types'
import type { Decimal } from '../formats/decimal'
import type { LedgerDraft } from './ledger'
import { checkApplication, checkSpending, type SessionKeys } from './sessionKeys'

/**
 * How a participant signed: with the wallet itself (`sessionKey` is null) or with a session key.
 * @returns null if the participant did not sign
 */
export function signatureOf(
  participant: string,
  signers: ReadonlySet<Address>,
  keys: SessionKeys,
): { readonly sessionKey: Address | null } | null {
  if (signers.has(participant)) return { sessionKey: null }
  const sessionKey = [...signers].find(signer => keys.walletOfKey(signer) === participant)
  return sessionKey === undefined ? null : { sessionKey }
}

/** Checks that a session key may move an amount into a session. @throws Refusal */
export function checkDepositByKey(
  keys: SessionKeys,
  draft: LedgerDraft,
  deposit: { readonly sessionKey: Address, readonly application: string, readonly asset: string, readonly amount: Decimal },
): void {
  const { sessionKey, application, asset, amount } = deposit
  const key = keys.active(sessionKey, 'session key validation failed')
  checkApplication(key, application, 'session key application validation failed')
  checkSpending(key, draft.spentBy(sessionKey, asset), asset, amount)
}

/** Drafts a move of funds from the unified balance of a participant into a session. */
export function draftDeposit(
  draft: LedgerDraft,
  deposit: { participant: string, sessionId: string, asset: string, amount: Decimal, sessionKey: Address | null },
): void {
  const { participant, sessionId, asset, amount, sessionKey } = deposit
  draft.record(participant, participant, asset, { ...amount, units: -amount.units }, sessionKey)
  draft.record(sessionId, participant, asset, amount)
  draft.transaction('app_deposit', participant, sessionId, asset, amount)
}
