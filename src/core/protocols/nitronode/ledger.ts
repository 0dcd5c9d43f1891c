import type { ClosingPlan } from '../../closing/types'
import type { Connection } from '../../connection/types'
import { addAmounts, negated, sumDecimals } from '../../sessions/amounts'
import { isSameSession } from '../../sessions/sessionId'
import type { Allocation, AppSession, Payout } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { Listing, TransactionReader, TransactionRow } from './transactionReader'

/** Type of a transaction from a session to a participant (nitronode 1.4.1, recorded in operate-then-close.jsonl). */
const RELEASE = 41

/** How far the clocks of several nodes behind one address may differ, in milliseconds. */
const CLOCK_MARGIN = 10_000

/** The part of a plan that says which payouts to look for. */
export type PayoutPlan = Pick<ClosingPlan, 'session' | 'allocations' | 'baseline' | 'funded'>

/** The earlier releases of a session, as `Releases.readSince` needs them. */
export interface Baseline {
  /** Transaction ids: see `ClosingPlan.baseline`. */
  readonly ids: readonly string[]
  /** Whether every list was read with a single message. */
  readonly isOfOneBurst: boolean
}

const timeOf = (row: TransactionRow): number => Date.parse(row.created_at)

/** Whether rows are in order, newest first. Their times have whole seconds, so rows of a single second prove nothing. */
function areNewestFirst(rows: readonly TransactionRow[]): boolean {
  const [first, ...others] = rows
  if (!first) return false
  let last = timeOf(first)
  for (const row of others) {
    const time = timeOf(row)
    if (!(time <= last)) return false
    last = time
  }
  return timeOf(first) > last
}

const isRelease = (row: TransactionRow, sessionId: Hex): boolean => row.tx_type === RELEASE && isSameSession(row.from_account, sessionId)

const walletsOf = ({ participants }: Pick<AppSession, 'participants'>): Address[] => [...new Set(participants.map(({ address }) => address))]

/** Whether the amounts of each asset add up to at least what is wanted of it. */
function covers(rows: readonly Omit<Allocation, 'participant'>[], wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([asset, amount]) => {
    const paid = addAmounts(rows.filter(row => row.asset === asset).map(row => row.amount))
    return sumDecimals([paid, negated(amount)]).units >= 0n
  })
}

/**
 * Reads what the node has paid out from a session. A nitronode lists transactions by wallet only, so this reads the lists of
 * all participants and picks the rows of the session.
 *
 * The lists are in the order of the node's clock, and a wallet may have 100,000 rows. So a reading goes back to a mark: a row
 * from before the closing, older than any row that the closing can add while the clock is right. If the payouts of a closed
 * session are not in front of the mark, the clock was set back, and the whole list is searched.
 */
export class Releases {
  readonly #reader: TransactionReader

  constructor(reader: TransactionReader) {
    this.#reader = reader
  }

  /**
   * Reads the ids that `readSince` must not count: those of earlier releases of the session. For a list that is not read to its
   * end, the ids contain one of another row as a mark.
   * @param onLeave called when the last of the first messages leaves
   */
  async readBaseline(connection: Connection, session: Pick<AppSession, 'id' | 'participants'>, onLeave: () => void): Promise<Baseline> {
    // A row that is not committed yet can still get an earlier time than a row that is newer than this.
    const safeTime = connection.now() - CLOCK_MARGIN
    const findMark = (rows: readonly TransactionRow[]): TransactionRow | undefined => areNewestFirst(rows)
      ? rows.find(row => timeOf(row) < safeTime && !isRelease(row, session.id))
      : undefined
    const wallets = walletsOf(session)
    let waiting = wallets.length
    const lists = await Promise.all(wallets.map(wallet =>
      this.#reader.read(connection, wallet, rows => findMark(rows) !== undefined, () => { if (--waiting === 0) onLeave() })))
    return {
      ids: lists.flatMap(({ rows, isWhole }) => {
        const mark = isWhole ? undefined : findMark(rows)
        return [...rows.filter(row => isRelease(row, session.id)), ...mark ? [mark] : []].map(({ id }) => id)
      }),
      isOfOneBurst: lists.every(({ pages }) => pages === 1),
    }
  }

  /**
   * Reads the releases of the session that are not in the baseline, oldest first.
   * @param isClosed whether the session is known to be closed, so that everything that it held must have been paid
   */
  async readSince(connection: Connection, plan: PayoutPlan, isClosed: () => boolean): Promise<Payout[]> {
    const baseline = new Set(plan.baseline)
    const isMark = (row: TransactionRow): boolean => baseline.has(row.id) && !isRelease(row, plan.session.id)
    const payoutsTo = (wallet: Address, rows: readonly TransactionRow[]): Payout[] => rows
      // The lists of two participants may contain the same row. It counts for the one who was paid.
      .filter(row => isRelease(row, plan.session.id) && !baseline.has(row.id) && checksumAddress(row.to_account) === wallet)
      .map(row => ({ participant: wallet, asset: row.asset, amount: row.amount, transactionId: row.id, createdAt: row.created_at }))
      .reverse()
    const readAll = async (isEnough: (wallet: Address, rows: readonly TransactionRow[]) => boolean): Promise<(readonly [Address, Listing])[]> =>
      Promise.all(walletsOf(plan.session).map(async wallet =>
        [wallet, await this.#reader.read(connection, wallet, rows => isEnough(wallet, rows))] as const))

    const lists = await readAll((wallet, rows) => {
      const wanted = Object.fromEntries(plan.allocations
        .filter(({ participant, amount }) => participant === wallet && addAmounts([amount]) !== '0').map(({ asset, amount }) => [asset, amount]))
      const isPaid = Object.keys(wanted).length > 0 && covers(payoutsTo(wallet, rows), wanted)
      return isPaid || (rows.some(isMark) && areNewestFirst(rows))
    })
    const found = lists.flatMap(([wallet, { rows }]) => {
      const mark = areNewestFirst(rows) ? rows.findLastIndex(isMark) : -1
      return payoutsTo(wallet, mark < 0 ? rows : rows.slice(0, mark))
    }).sort(byTime)
    if (covers(found, plan.funded) || !isClosed()) return found

    // The payouts must be somewhere. All lists are read until they are there.
    const seen = new Map<Address, Payout[]>()
    const isAllPaid = (): boolean => covers([...seen.values()].flat(), plan.funded)
    for (const [wallet, { rows }] of await readAll((wallet, rows) => {
      seen.set(wallet, payoutsTo(wallet, rows))
      return isAllPaid()
    })) seen.set(wallet, payoutsTo(wallet, rows))
    return completed(found, [...seen.values()].flat(), plan.funded)
  }
}

const byTime = (a: Payout, b: Payout): number => a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0

/**
 * Adds further payouts, the newest first, until everything is paid that the session held. Those before them are payouts from
 * before the closing. If something is missing all the same, nobody can tell them apart, so none is added.
 */
function completed(found: readonly Payout[], all: readonly Payout[], funded: Readonly<Record<string, string>>): Payout[] {
  const ids = new Set(found.map(({ transactionId }) => transactionId))
  const further = all.filter(({ transactionId }) => !ids.has(transactionId)).sort(byTime).reverse()
  for (let count = 0; count <= further.length; count++) {
    const payouts = [...found, ...further.slice(0, count)]
    if (covers(payouts, funded)) return payouts.sort(byTime)
  }
  return [...found]
}

/** The most that a session can pay out, by asset as decimal text: what it holds now. */
export const fundingOf = ({ assets }: AppSession): Record<string, string> =>
  Object.fromEntries(assets.map(({ symbol, total }) => [symbol, total]))
