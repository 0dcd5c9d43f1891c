import type { Connection } from '../../connection/types'
import { addAmounts, negated } from '../../sessions/amounts'
import type { Balance, Payout } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { Login } from '../protocol'
import { ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** Adds up decimal amounts by asset, without rounding. */
function sumByAsset(rows: readonly { readonly asset: string, readonly amounts: readonly string[] }[]): Map<string, string> {
  const amountsByAsset = new Map<string, string[]>()
  for (const { asset, amounts } of rows) amountsByAsset.set(asset, [...amountsByAsset.get(asset) ?? [], ...amounts])
  return new Map(Array.from(amountsByAsset, ([asset, amounts]) => [asset, addAmounts(amounts)]))
}

const rowKey = (row: { readonly id: number }): string => String(row.id)

/** Reads what a participant holds in a session according to the node's ledger: credit − debit, by asset. */
export async function readHoldings(connection: Connection, sessionId: Hex, wallet: Address): Promise<Map<string, string>> {
  const rows = await readPages(async page => {
    const params = { account_id: sessionId, wallet, ...page }
    return (await ask(connection, { method: 'get_ledger_entries', params, schema: schemas.entries })).ledger_entries
  }, rowKey)
  return sumByAsset(rows.map(({ asset, credit, debit }) => ({ asset, amounts: [credit, negated(debit)] })))
}

const readTransactions = (connection: Connection, sessionId: Hex, type: string) => readPages(async page => {
  const params = { account_id: sessionId, tx_type: type, ...page }
  return (await ask(connection, { method: 'get_ledger_transactions', params, schema: schemas.transactions })).ledger_transactions
}, rowKey)

/**
 * Reads every payout of a session from the node's ledger, oldest first. A close writes one row for each row of its allocations,
 * even for zero. Earlier partial withdrawals write rows of the same type (ClearNode 0.5.2, recorded in
 * zero-rows-and-withdrawal.jsonl).
 */
export async function readPayouts(connection: Connection, sessionId: Hex): Promise<Payout[]> {
  const rows = await readTransactions(connection, sessionId, 'app_withdrawal')
  return rows
    .map(row => ({
      participant: row.to_account,
      asset: row.asset,
      amount: row.amount,
      transactionId: String(row.id),
      createdAt: row.created_at,
    }))
    // By the node's counter. Its times leave out trailing zeros, so they cannot be ordered as text.
    .sort((a, b) => Number(a.transactionId) - Number(b.transactionId))
}

/** Reads everything that was ever paid into a session, by asset as decimal text. */
export async function readFunding(connection: Connection, sessionId: Hex): Promise<Record<string, string>> {
  const rows = await readTransactions(connection, sessionId, 'app_deposit')
  return Object.fromEntries(sumByAsset(rows.map(({ asset, amount }) => ({ asset, amounts: [amount] }))))
}

/** Reads the balances of the wallet that is logged in. Unreadable rows are left out. */
export async function readBalances(connection: Connection, login: Login): Promise<Balance[]> {
  const answer = await ask(connection, {
    method: 'get_ledger_balances', params: {}, schema: schemas.balances, signer: login.signer,
  })
  return schemas.readable(answer.ledger_balances)
}
