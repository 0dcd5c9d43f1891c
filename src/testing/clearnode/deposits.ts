import type { Address } from '../../core/types'
import type { Decimal } from '../network/decimal'
import type { LedgerDraft } from './ledger'
import { checkApplication, checkSpending, type SessionKeys } from './sessionKeys'

/** How a participant signed: itself (`sessionKey` null), or by one of its keys. Null where it did not sign. */
export function signatureOf(
  participant: string,
  signers: ReadonlySet<Address>,
  keys: SessionKeys,
): { readonly sessionKey: Address | null } | null {
  if (signers.has(participant)) return { sessionKey: null }
  const sessionKey = [...signers].find(signer => keys.walletOfKey(signer) === participant)
  return sessionKey === undefined ? null : { sessionKey }
}

/** What a session key may move into a session. */
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

/** Moves funds from the unified balance of a participant into a session. */
export function draftDeposit(
  draft: LedgerDraft,
  deposit: { participant: string, sessionId: string, asset: string, amount: Decimal, sessionKey: Address | null },
): void {
  const { participant, sessionId, asset, amount, sessionKey } = deposit
  draft.record(participant, participant, asset, { ...amount, units: -amount.units }, sessionKey)
  draft.record(sessionId, participant, asset, amount)
  draft.transaction('app_deposit', participant, sessionId, asset, amount)
}
