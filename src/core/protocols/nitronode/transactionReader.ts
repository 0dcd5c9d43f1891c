import type * as v from 'valibot'
import type { Connection } from '../../connection/types'
import type { Address } from '../../types'
import type { Ask } from './calls'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'

/**
 * How many rows the first message asks for if a single call waits. A page of 100 rows has about 38 kB, and the lists of all
 * participants are read twice for one closing. Ten rows contain what a closing has paid, unless its wallets are busy.
 */
const GLANCE_SIZE = 10

/** For how long a wallet counts as busy after ten rows were not enough, in milliseconds. Asking for ten rows again would cost one more message. */
const BUSY_TIME = 60_000

export type TransactionRow = v.InferOutput<typeof schemas.transactions>['transactions'][number]

/** The newest part of a wallet's list of transactions, or all of it. */
export interface Listing {
  /** Each row once, in the node's order. */
  readonly rows: readonly TransactionRow[]
  /** Whether the list has no more rows. */
  readonly isWhole: boolean
  /** How many pages were read. */
  readonly pages: number
}

/** A call that waits for a reading of a list. */
interface Waiting {
  isEnough(rows: readonly TransactionRow[]): boolean
  onLeave(): void
  resolve(listing: Listing): void
  reject(thrown: unknown): void
}

/**
 * Reads the transactions of wallets. While a reading waits for its turn, others of the same wallet join it: one page contains the
 * payouts of a hundred closings. A nitronode orders the list by time, newest first, and never removes a row, so a row that is
 * added meanwhile moves others to later pages only, and none is missed.
 */
export class TransactionReader {
  readonly #ask: Ask
  /** The calls that wait for a reading whose first message has not left, by socket and wallet. */
  readonly #waiting = new Map<string, Waiting[]>()
  /** Until when whole pages of a wallet are read, in Unix milliseconds. */
  readonly #busyUntil = new Map<Address, number>()

  constructor(ask: Ask) {
    this.#ask = ask
  }

  /**
   * Reads a list page by page, in a reading that leaves after this call.
   * @param isEnough whether no further page is needed after these rows
   * @param onLeave called when the message for the first page leaves. @default nothing
   * @throws what `Ask` throws
   */
  read(
    connection: Connection, wallet: Address, isEnough: (rows: readonly TransactionRow[]) => boolean, onLeave = (): void => {},
  ): Promise<Listing> {
    return new Promise((resolve, reject) => {
      const waiting = { isEnough, onLeave, resolve, reject }
      const key = JSON.stringify([connection.socketName, wallet])
      const others = this.#waiting.get(key)
      if (others) {
        others.push(waiting)
        return
      }
      this.#waiting.set(key, [waiting])
      void this.#readList(connection, wallet, key)
    })
  }

  /** Reads until every waiting call has enough. Never rejects; the waiting calls are settled instead. */
  async #readList(connection: Connection, wallet: Address, key: string): Promise<void> {
    let readers: readonly Waiting[] = []
    let rows = new Map<string, TransactionRow>()
    let [offset, limit] = [0, PAGE_SIZE]
    try {
      for (let pages = 1; pages === 1 || readers.length > 0; pages++) {
        const answer = await this.#ask(connection, {
          method: 'user.v1.get_transactions', schema: schemas.transactions,
          params: () => {
            if (pages === 1) {
              readers = this.#begin(key)
              if (readers.length === 1 && connection.now() > (this.#busyUntil.get(wallet) ?? 0)) limit = GLANCE_SIZE
            }
            return { wallet, pagination: { limit, offset } }
          },
        })
        for (const row of answer.transactions) rows.set(row.id, row)
        const isWhole = answer.transactions.length === 0 || offset + limit >= answer.metadata.total_count
        const found = [...rows.values()]
        const satisfied = readers.filter(({ isEnough }) => isWhole || isEnough(found))
        for (const { resolve } of satisfied) resolve({ rows: found, isWhole, pages })
        readers = readers.filter(reader => !satisfied.includes(reader))
        if (limit === PAGE_SIZE) offset += PAGE_SIZE
        else if (readers.length > 0) {
          this.#busyUntil.set(wallet, connection.now() + BUSY_TIME)
          // The node does not order rows of the same time, so a page that continued after ten rows could leave one out.
          rows = new Map()
          limit = PAGE_SIZE
        }
      }
    }
    catch (thrown) {
      for (const { reject } of readers) reject(thrown)
    }
  }

  #begin(key: string): readonly Waiting[] {
    const readers = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    for (const { onLeave } of readers) onLeave()
    return readers
  }
}
