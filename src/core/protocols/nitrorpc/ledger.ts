import type { Connection } from '../../connection/types'
import { addAmounts, negated } from '../../sessions/amounts'
import type { Balance, Payout } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { Login } from '../protocol'
import { ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** Sums decimal texts by asset, exactly. */
function sumByAsset(rows: readonly { readonly asset: string, readonly amounts: readonly string[] }[]): Map<string, string> {
  const texts = new Map<string, string[]>()
  for (const { asset, amounts } of rows) texts.set(asset, [...texts.get(asset) ?? [], ...amounts])
  return new Map(Array.from(texts, ([asset, each]) => [asset, addAmounts(each)]))
}

const rowKey = (row: { readonly id: number }): string => String(row.id)

/** What a participant holds in a session by its ledger: credit − debit, by asset. */
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
 * Every row that the node booked from a session to a participant, oldest first. A closing writes one per row of its
 * allocations, zero amounts too; earlier partial withdrawals write the same kind (recorded:
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
    // By the node's counter: its times drop zeros at their end, so as text they are in no order.
    .sort((a, b) => Number(a.transactionId) - Number(b.transactionId))
}

/** What was ever paid into a session, by asset. */
export async function readFunding(connection: Connection, sessionId: Hex): Promise<Record<string, string>> {
  const rows = await readTransactions(connection, sessionId, 'app_deposit')
  return Object.fromEntries(sumByAsset(rows.map(({ asset, amount }) => ({ asset, amounts: [amount] }))))
}

export async function readBalances(connection: Connection, login: Login): Promise<Balance[]> {
  const answer = await ask(connection, {
    method: 'get_ledger_balances', params: {}, schema: schemas.balances, signer: login.signer,
  })
  return schemas.readable(answer.ledger_balances)
}
