import type * as v from 'valibot'
import type { Connection } from '../../connection/types'
import type { Address } from '../../types'
import type { Ask } from './calls'
import { PAGE_SIZE } from './paging'
import * as schemas from './schemas'

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
    const rows: TransactionRow[] = []
    const known = new Set<string>()
    try {
      for (let page = 0; page === 0 || readers.length > 0; page++) {
        const offset = page * PAGE_SIZE
        const answer = await this.#ask(connection, {
          method: 'user.v1.get_transactions', schema: schemas.transactions,
          params: () => {
            if (page === 0) readers = this.#begin(key)
            return { wallet, pagination: { limit: PAGE_SIZE, offset } }
          },
        })
        for (const row of answer.transactions) {
          if (!known.has(row.id)) rows.push(row)
          known.add(row.id)
        }
        const isWhole = answer.transactions.length === 0 || offset + PAGE_SIZE >= answer.metadata.total_count
        const satisfied = readers.filter(({ isEnough }) => isWhole || isEnough(rows))
        for (const { resolve } of satisfied) resolve({ rows: [...rows], isWhole, pages: page + 1 })
        readers = readers.filter(reader => !satisfied.includes(reader))
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
