import type { Connection } from '../../connection/types'
import { addAmounts } from '../../sessions/amounts'
import type { AppSession, Payout } from '../../sessions/types'
import { checksumAddress } from '../../wallet/address'
import type { Address, Hex } from '../../types'
import type { Ask } from './calls'
import { readPages } from './paging'
import * as schemas from './schemas'

/** A release from a session to a participant (nitronode 1.4.1, recorded: operate-then-close.jsonl). */
const RELEASE = 41

/** Every release of a session to these wallets, oldest first. */
export async function readReleases(
  ask: Ask, connection: Connection, sessionId: Hex, wallets: readonly Address[],
): Promise<Payout[]> {
  const payouts: Payout[] = []
  for (const wallet of new Set(wallets)) {
    const rows = await readPages(async (pagination) => {
      const answer = await ask(connection, {
        method: 'user.v1.get_transactions', params: { wallet, pagination }, schema: schemas.transactions,
      })
      return { rows: answer.transactions, total: answer.metadata.total_count }
    }, row => row.id)
    for (const row of rows.reverse()) {
      if (row.tx_type !== RELEASE || row.from_account !== sessionId) continue
      const participant = checksumAddress(row.to_account) ?? wallet
      payouts.push({ participant, asset: row.asset, amount: row.amount, transactionId: row.id, createdAt: row.created_at })
    }
  }
  return payouts.sort((a, b) => a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)
}

/** What was put into a session, by asset: what it holds, and what it has paid out already. */
export function fundingOf({ assets }: AppSession, paid: readonly Payout[]): Record<string, string> {
  return Object.fromEntries(assets.map(({ symbol, total }) =>
    [symbol, addAmounts([total, ...paid.filter(({ asset }) => asset === symbol).map(({ amount }) => amount)])]))
}
