import { formatDecimal } from '../formats/decimal'
import type { GoValue } from '../formats/goJson'
import { rfc3339 } from '../formats/goTexts'
import type { TransactionRow } from './ledger'

/**
 * A transaction as lists and pushes show it.
 * @param fromTag tag of the wallet that paid; undefined if it has none
 * @param toTag tag of the wallet that was paid; undefined if it has none
 */
export function describeTransaction(row: TransactionRow, fromTag: string | undefined, toTag: string | undefined): GoValue {
  return {
    id: row.id,
    tx_type: row.type,
    from_account: row.from,
    from_account_tag: fromTag,
    to_account: row.to,
    to_account_tag: toTag,
    asset: row.asset,
    amount: formatDecimal(row.amount),
    created_at: rfc3339(row.createdAt),
  }
}
