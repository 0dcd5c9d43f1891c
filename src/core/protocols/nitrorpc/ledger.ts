import type { Connection } from '../../connection/types'
import { addAmounts, isAboveZero, negated } from '../../sessions/amounts'
import type { Balance, SessionLedger } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import type { Login } from '../protocol'
import { ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** Adds up decimal amounts by asset, without rounding. */
function sumByAsset(rows: readonly { readonly asset: string, readonly amount: string }[]): Map<string, string> {
  const amountsByAsset = new Map<string, string[]>()
  for (const { asset, amount } of rows) amountsByAsset.set(asset, [...amountsByAsset.get(asset) ?? [], amount])
  return new Map(Array.from(amountsByAsset, ([asset, amounts]) => [asset, addAmounts(amounts)]))
}

/** Types of transactions into a session and out of it. */
const DEPOSIT = 'app_deposit'
const PAYOUT = 'app_withdrawal'

const rowKey = (row: { readonly id: number }): string => String(row.id)

/** In place of a wallet, the zero address asks for the entries of all participants (ClearNode 0.5.2). */
const ALL_PARTICIPANTS = '0x0000000000000000000000000000000000000000'

/** What the participants of a session hold: by address in lower case, then by asset. */
export type Holdings = ReadonlyMap<Address, ReadonlyMap<string, string>>

/**
 * Reads what all participants hold in a session according to the node's ledger: credit − debit. The ledger ignores the case of
 * addresses, so the result has them in lower case.
 */
export async function readHoldings(connection: Connection, sessionId: Hex): Promise<Holdings> {
  const rows = await readPages(async page => {
    const params = { account_id: sessionId, wallet: ALL_PARTICIPANTS, ...page }
    return (await ask(connection, { method: 'get_ledger_entries', params, schema: schemas.entries })).ledger_entries
  }, rowKey)
  const rowsByWallet = new Map<Address, { asset: string, amount: string }[]>()
  for (const { participant, asset, credit, debit } of rows) {
    const wallet = participant.toLowerCase()
    rowsByWallet.set(wallet, [...rowsByWallet.get(wallet) ?? [], { asset, amount: addAmounts([credit, negated(debit)]) }])
  }
  return new Map(Array.from(rowsByWallet, ([wallet, amounts]) => [wallet, sumByAsset(amounts)]))
}

/** Reads the number of the newest entry of a session in the ledger; null if there is none. */
export async function readNewestEntry(connection: Connection, sessionId: Hex): Promise<number | null> {
  const params = { account_id: sessionId, wallet: ALL_PARTICIPANTS, limit: 1, offset: 0 }
  const { ledger_entries: [newest] } = await ask(connection, { method: 'get_ledger_entries', params, schema: schemas.entries })
  return newest?.id ?? null
}

/** The ids of the payouts after which the session held nothing. @param changes deposits and payouts, oldest first */
function payoutsThatEmptied(changes: readonly { readonly id: number, readonly tx_type: string, readonly asset: string, readonly amount: string }[]): string[] {
  const held = new Map<string, string>()
  return changes.filter(({ tx_type, asset, amount }) => {
    const isPayout = tx_type === PAYOUT
    held.set(asset, addAmounts([held.get(asset) ?? '0', isPayout ? negated(amount) : amount]))
    return isPayout && isAboveZero(amount) && ![...held.values()].some(isAboveZero)
  }).map(({ id }) => String(id))
}

/**
 * Reads everything that was paid into and out of a session. One list contains both, so deposits and payouts belong to the same
 * moment. A close writes one payout for each row of its allocations, even for zero. Partial withdrawals write rows of the same
 * type (ClearNode 0.5.2, recorded in zero-rows-and-withdrawal.jsonl).
 */
export async function readLedger(connection: Connection, sessionId: Hex): Promise<SessionLedger> {
  const rows = await readPages(async page => {
    const params = { account_id: sessionId, ...page }
    return (await ask(connection, { method: 'get_ledger_transactions', params, schema: schemas.transactions })).ledger_transactions
  }, rowKey)
  // By the node's counter. Its times leave out trailing zeros, so they cannot be ordered as text.
  const ordered = rows.filter(({ tx_type }) => tx_type === DEPOSIT || tx_type === PAYOUT).sort((a, b) => a.id - b.id)
  const deposits = ordered.filter(({ tx_type }) => tx_type === DEPOSIT)
  return {
    payouts: ordered.filter(({ tx_type }) => tx_type === PAYOUT).map(row => ({
      participant: row.to_account,
      asset: row.asset,
      amount: row.amount,
      transactionId: String(row.id),
      createdAt: row.created_at,
    })),
    funded: Object.fromEntries(sumByAsset(deposits)),
    // A deposit comes from the wallet that pays it (ClearNode 0.5.2, recorded in zero-rows-and-withdrawal.jsonl).
    deposits: deposits.map(({ from_account: participant, asset, amount }) => ({ participant, asset, amount })),
    listsZeroRows: true,
    emptiedBy: payoutsThatEmptied(ordered),
  }
}

/** Reads the balances of the wallet that is logged in. Unreadable rows are left out. */
export async function readBalances(connection: Connection, login: Login): Promise<Balance[]> {
  const answer = await ask(connection, {
    method: 'get_ledger_balances', params: {}, schema: schemas.balances, signer: login.signer,
  })
  return schemas.readable(answer.ledger_balances)
}
