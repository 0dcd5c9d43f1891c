import type * as v from 'valibot'
import type { Connection } from '../../connection/types'
import type { AppSession, Payout } from '../../sessions/types'
import type { Address, Hex } from '../../types'
import { checksumAddress } from '../../wallet/address'
import type { Ask } from './calls'
import { PAGE_SIZE, readPages, type ListPage } from './paging'
import * as schemas from './schemas'

/** Type of a transaction from a session to a participant (nitronode 1.4.1, recorded in operate-then-close.jsonl). */
const RELEASE = 41

/**
 * How many of the newest rows of a long list the baseline remembers, to find this place in the list again. More than one,
 * because rows of the same second may change places.
 */
const MARKED_ROWS = 20

type Row = v.InferOutput<typeof schemas.transactions>['transactions'][number]

/**
 * Whether rows are known to be in order, newest first. Their times have whole seconds, so rows of a single second prove nothing.
 */
const isNewestFirst = (rows: readonly Row[]): boolean => (rows[0]?.created_at ?? '') > (rows.at(-1)?.created_at ?? '')

/**
 * Reads what the node has paid out from a session. A nitronode lists transactions by wallet only, so this reads the lists of
 * all participants and picks the rows of the session.
 */
export class Releases {
  readonly #ask: Ask
  readonly #connection: Connection
  readonly #sessionId: Hex
  readonly #wallets: ReadonlySet<Address>

  constructor(ask: Ask, connection: Connection, { id, participants }: AppSession) {
    this.#ask = ask
    this.#connection = connection
    this.#sessionId = id
    this.#wallets = new Set(participants.map(({ address }) => address))
  }

  /**
   * Reads the transaction ids that `readSince` must not count: earlier releases of the session. For a wallet with more rows than
   * fit on a page, also the ids of its newest rows, so that later reads can stop there.
   */
  async readBaseline(): Promise<string[]> {
    const baseline: string[] = []
    for (const wallet of this.#wallets) {
      const first = await this.#readPage(wallet, { limit: PAGE_SIZE, offset: 0 })
      const isLong = first.total > first.rows.length
      const canMark = isLong && isNewestFirst(first.rows)
      const rows = isLong && !canMark ? await this.#readAll(wallet) : first.rows
      baseline.push(...rows.filter((row, at) => (canMark && at < MARKED_ROWS) || this.#isRelease(row)).map(({ id }) => id))
    }
    return baseline
  }

  /** Reads the releases of the session that are not in the baseline, oldest first. */
  async readSince(baseline: readonly string[]): Promise<Payout[]> {
    const baselineIds = new Set(baseline)
    const isInBaseline = ({ id }: Row): boolean => baselineIds.has(id)
    const payouts: Payout[] = []
    for (const wallet of this.#wallets) {
      const rows = await this.#readAll(wallet, page => page.some(isInBaseline) && isNewestFirst(page))
      const firstKnown = isNewestFirst(rows) ? rows.findIndex(isInBaseline) : -1
      for (const row of rows.slice(0, firstKnown < 0 ? rows.length : firstKnown + MARKED_ROWS).reverse()) {
        // The lists of two participants may contain the same row. It counts for the one who was paid.
        if (!this.#isRelease(row) || isInBaseline(row) || checksumAddress(row.to_account) !== wallet) continue
        payouts.push({ participant: wallet, asset: row.asset, amount: row.amount, transactionId: row.id, createdAt: row.created_at })
      }
    }
    return payouts.sort((a, b) => a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)
  }

  #isRelease(row: Row): boolean {
    return row.tx_type === RELEASE && row.from_account === this.#sessionId
  }

  #readAll(wallet: Address, isEnough?: (page: readonly Row[]) => boolean): Promise<Row[]> {
    return readPages(pagination => this.#readPage(wallet, pagination), row => row.id, isEnough)
  }

  async #readPage(wallet: Address, pagination: { limit: number, offset: number }): Promise<ListPage<Row>> {
    const answer = await this.#ask(this.#connection, {
      method: 'user.v1.get_transactions', params: { wallet, pagination }, schema: schemas.transactions,
    })
    return { rows: answer.transactions, total: answer.metadata.total_count }
  }
}

/** The most that a session can pay out, by asset as decimal text: what it holds now. */
export const fundingOf = ({ assets }: AppSession): Record<string, string> =>
  Object.fromEntries(assets.map(({ symbol, total }) => [symbol, total]))
