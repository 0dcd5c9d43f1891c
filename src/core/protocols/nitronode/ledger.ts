import type * as v from 'valibot'
import type { Connection } from '../../connection/types'
import type { AppSession, Payout } from '../../sessions/types'
import { checksumAddress } from '../../wallet/address'
import type { Address, Hex } from '../../types'
import type { Ask } from './calls'
import { PAGE, readPages, type ListPage } from './paging'
import * as schemas from './schemas'

/** A release from a session to a participant (nitronode 1.4.1, recorded: operate-then-close.jsonl). */
const RELEASE = 41

/** The newest rows of a long list by which its present end is known again; those of one second may change places. */
const MARKS = 20

type Row = v.InferOutput<typeof schemas.transactions>['transactions'][number]

/** Whether rows are known to come newest first: their times have whole seconds, and say nothing where all are the same. */
const isNewestFirst = (rows: readonly Row[]): boolean => (rows[0]?.created_at ?? '') > (rows.at(-1)?.created_at ?? '')

/** What was booked for the participants of a session. The node lists it by wallet only, whatever it was for. */
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
   * What `readSince` takes for known: releases of the session so far and, of wallets with more rows than fit on a page,
   * marks of where their lists end now, so that these need not be read in full for each closing.
   */
  async readBaseline(): Promise<string[]> {
    const known: string[] = []
    for (const wallet of this.#wallets) {
      const first = await this.#readPage(wallet, { limit: PAGE, offset: 0 })
      const isLong = first.total > first.rows.length
      const canMark = isLong && isNewestFirst(first.rows)
      const rows = isLong && !canMark ? await this.#readAll(wallet) : first.rows
      known.push(...rows.filter((row, at) => (canMark && at < MARKS) || this.#isOurs(row)).map(({ id }) => id))
    }
    return known
  }

  /** Every release of the session that is not known, oldest first. */
  async readSince(baseline: readonly string[]): Promise<Payout[]> {
    const known = new Set(baseline)
    const isKnown = ({ id }: Row): boolean => known.has(id)
    const payouts: Payout[] = []
    for (const wallet of this.#wallets) {
      const rows = await this.#readAll(wallet, page => page.some(isKnown) && isNewestFirst(page))
      const end = isNewestFirst(rows) ? rows.findIndex(isKnown) : -1
      for (const row of rows.slice(0, end < 0 ? rows.length : end + MARKS).reverse()) {
        // A row that the lists of two wallets have counts for the one that was paid.
        if (!this.#isOurs(row) || isKnown(row) || checksumAddress(row.to_account) !== wallet) continue
        payouts.push({ participant: wallet, asset: row.asset, amount: row.amount, transactionId: row.id, createdAt: row.created_at })
      }
    }
    return payouts.sort((a, b) => a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)
  }

  #isOurs(row: Row): boolean {
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

/** All that a session can pay out, by asset: what it holds. */
export const fundingOf = ({ assets }: AppSession): Record<string, string> =>
  Object.fromEntries(assets.map(({ symbol, total }) => [symbol, total]))
