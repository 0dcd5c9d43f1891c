import type { Connection } from '../../connection/types'
import { addAmounts, negated } from '../../sessions/amounts'
import type { SessionLedger } from '../../sessions/types'
import type { Hex } from '../../types'
import { readHoldings, readLedger, type Holdings } from './ledger'

/** How often the ledger is read, at most, if it changes while it is read. */
const MAX_READS = 10

/** Amounts by asset. */
type Totals = ReadonlyMap<string, string>

/** What was paid in and out of a session, and what each participant holds, both of the same moment. */
export interface Accounts {
  readonly ledger: SessionLedger
  readonly holdings: Holdings
}

function addUp(amounts: Iterable<readonly [asset: string, amount: string]>): Totals {
  const totals = new Map<string, string>()
  for (const [asset, amount] of amounts) totals.set(asset, addAmounts([totals.get(asset) ?? '0', amount]))
  return totals
}

/** What a session holds: everything that was paid in, without everything that was paid out. */
export const remaining = ({ funded, payouts }: SessionLedger): Totals =>
  addUp([...Object.entries(funded), ...payouts.map(({ asset, amount }) => [asset, negated(amount)] as const)])

/** The same from the other list of the ledger, unless it changed between the two readings. */
const held = (holdings: Holdings): Totals => addUp([...holdings.values()].flatMap(amounts => [...amounts]))

const describe = (totals: Totals): string => JSON.stringify([...totals].filter(([, amount]) => amount !== '0').sort())

/**
 * Reads what was paid in and out, and what each participant holds, again and again until both belong to the same moment. If
 * they differ in the same way twice, the node's ledger is like that.
 */
export async function readAccounts(connection: Connection, sessionId: Hex): Promise<Accounts> {
  let previous = ''
  for (let pass = 1; ; pass++) {
    const [ledger, holdings] = await Promise.all([readLedger(connection, sessionId), readHoldings(connection, sessionId)])
    const [inTransactions, inEntries] = [describe(remaining(ledger)), describe(held(holdings))]
    const seen = `${inTransactions} ${inEntries}`
    if (inTransactions === inEntries || seen === previous || pass === MAX_READS) return { ledger, holdings }
    previous = seen
  }
}
