import type { Address } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { accountOf, walletOf } from '../formats/addresses'
import { add, compare, negate, roundTo, signOf, ZERO, type Decimal } from '../formats/decimal'

/** Decimals of an amount in the node's tables. Dust beyond them is rounded, so an amount can become zero, or more than it was. */
const STORED_PLACES = 18
/** Amounts of the tables are below this number. */
const LIMIT: Decimal = { units: 10n ** 46n, scale: 0 }

interface LedgerRow {
  readonly id: number
  /** Address of a wallet, id of a session, or `opening`. */
  readonly account: string
  readonly wallet: Address
  readonly asset: string
  readonly credit: Decimal
  readonly debit: Decimal
  /** The session key that spent the amount, which counts against its allowance. */
  readonly sessionKey: Address | null
  readonly createdAt: number
}

type TransactionType = 'transfer' | 'deposit' | 'withdrawal' | 'app_deposit' | 'app_withdrawal'

export interface TransactionRow {
  readonly id: number
  readonly type: TransactionType
  readonly from: string
  readonly to: string
  readonly asset: string
  readonly amount: Decimal
  readonly createdAt: number
  /** By a clock that faults do not move. */
  readonly bookedAt: number
}

export interface AssetAmount {
  readonly asset: string
  readonly amount: Decimal
}

/** The node's ledger, with double entries. Rows are only ever added. */
export class Ledger {
  readonly rows: LedgerRow[] = []
  readonly transactions: TransactionRow[] = []
  /** Rows by account. A search of the whole ledger for each request would slow the node down with every session. */
  readonly #rowsOf = new Map<string, LedgerRow[]>()
  /** Transactions by each of their two accounts. */
  readonly #transactionsOf = new Map<string, TransactionRow[]>()
  readonly #clock: () => number
  readonly #steadyClock: () => number
  /** Account, then wallet, then asset. */
  readonly #sums = new Map<string, Map<Address, Map<string, Decimal>>>()
  readonly #spent = new Map<string, Decimal>()

  /** @param steadyClock a clock that faults do not move */
  constructor(clock: () => number, steadyClock: () => number) {
    this.#clock = clock
    this.#steadyClock = steadyClock
  }

  balance(account: string, wallet: string, asset: string): Decimal {
    return this.#sums.get(accountOf(account))?.get(walletOf(wallet))?.get(asset) ?? ZERO
  }

  /** Every asset that the wallet ever had in the account, including zeros. Sorted; a real node has no fixed order. */
  balances(account: string, wallet: string): AssetAmount[] {
    return sorted(this.#sums.get(accountOf(account))?.get(walletOf(wallet)) ?? new Map())
  }

  /** The sums of an account over all wallets, sorted by asset. */
  totals(account: string): AssetAmount[] {
    const totals = new Map<string, Decimal>()
    for (const sums of this.#sums.get(accountOf(account))?.values() ?? []) {
      for (const [asset, amount] of sums) totals.set(asset, add(totals.get(asset) ?? ZERO, amount))
    }
    return sorted(totals)
  }

  /** The rows of an account, oldest first; an empty text stands for all accounts. */
  rowsOf(account: string): readonly LedgerRow[] {
    return account === '' ? this.rows : this.#rowsOf.get(account) ?? []
  }

  /** The transactions from and to an account, oldest first; an empty text stands for all accounts. */
  transactionsOf(account: string): readonly TransactionRow[] {
    return account === '' ? this.transactions : this.#transactionsOf.get(account) ?? []
  }

  /** How much of an asset a session key has spent. */
  spentBy(sessionKey: Address, asset: string): Decimal {
    return this.#spent.get(`${sessionKey} ${asset}`) ?? ZERO
  }

  draft(): LedgerDraft {
    return new LedgerDraft(this)
  }

  /** Adds the rows of a draft. @returns the new transactions */
  post(entries: readonly DraftEntry[], transactions: readonly DraftTransaction[]): readonly TransactionRow[] {
    const createdAt = this.#clock()
    for (const { account, wallet, asset, amount, sessionKey } of entries) {
      const credit = signOf(amount) > 0 ? amount : ZERO
      const debit = signOf(amount) < 0 ? negate(amount) : ZERO
      const row: LedgerRow = { id: this.rows.length + 1, account, wallet, asset, credit, debit, sessionKey, createdAt }
      this.rows.push(row)
      entryOf(this.#rowsOf, account, () => []).push(row)
      const wallets = entryOf(this.#sums, account, () => new Map<Address, Map<string, Decimal>>())
      const sums = entryOf(wallets, wallet, () => new Map<string, Decimal>())
      sums.set(asset, add(sums.get(asset) ?? ZERO, amount))
      if (sessionKey !== null) {
        const key = `${sessionKey} ${asset}`
        this.#spent.set(key, add(this.#spent.get(key) ?? ZERO, debit))
      }
    }
    return transactions.map((transaction) => {
      const row: TransactionRow = { id: this.transactions.length + 1, ...transaction, createdAt, bookedAt: this.#steadyClock() }
      this.transactions.push(row)
      for (const account of new Set([row.from, row.to])) entryOf(this.#transactionsOf, account, () => []).push(row)
      return row
    })
  }
}

type DraftEntry = Omit<LedgerRow, 'id' | 'credit' | 'debit' | 'createdAt'> & { readonly amount: Decimal }
type DraftTransaction = Omit<TransactionRow, 'id' | 'createdAt' | 'bookedAt'>

/** Rows that a request is about to add. Its reads see the current ledger and this draft, but not other drafts. */
export class LedgerDraft {
  readonly #ledger: Ledger
  readonly #entries: DraftEntry[] = []
  readonly #transactions: DraftTransaction[] = []

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  balance(account: string, wallet: string, asset: string): Decimal {
    return this.#entries
      .filter(entry => entry.account === accountOf(account) && entry.wallet === walletOf(wallet) && entry.asset === asset)
      .reduce((sum, entry) => add(sum, entry.amount), this.#ledger.balance(account, wallet, asset))
  }

  spentBy(sessionKey: Address, asset: string): Decimal {
    return this.#entries
      .filter(entry => entry.sessionKey === sessionKey && entry.asset === asset)
      .reduce((sum, entry) => add(sum, negate(entry.amount)), this.#ledger.spentBy(sessionKey, asset))
  }

  /** A positive amount is a credit, a negative one a debit. Zero adds no row, but dust that is rounded to zero does. @throws Refusal */
  record(account: string, wallet: string, asset: string, amount: Decimal, sessionKey: Address | null = null): void {
    if (signOf(amount) === 0) return
    this.#entries.push({ account: accountOf(account), wallet: walletOf(wallet), asset, amount: stored(amount), sessionKey })
  }

  /** Adds to the list of transactions, even an amount of zero. */
  transaction(type: TransactionType, from: string, to: string, asset: string, amount: Decimal): void {
    this.#transactions.push({ type, from: accountOf(from), to: accountOf(to), asset, amount: stored(amount) })
  }

  /** @returns the new transactions */
  commit(): readonly TransactionRow[] {
    return this.#ledger.post(this.#entries, this.#transactions)
  }
}

/** An amount as the node's tables keep it. @throws Refusal with the text of the database, which the node passes on */
function stored(amount: Decimal): Decimal {
  const rounded = roundTo(amount, STORED_PLACES)
  if (compare(rounded, LIMIT) < 0 && compare(rounded, negate(LIMIT)) > 0) return rounded
  throw new Refusal('failed to record a ledger entry : ERROR: numeric field overflow (SQLSTATE 22003)')
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function sorted(sums: ReadonlyMap<string, Decimal>): AssetAmount[] {
  return [...sums].map(([asset, amount]) => ({ asset, amount })).sort((a, b) => (a.asset < b.asset ? -1 : 1))
}
