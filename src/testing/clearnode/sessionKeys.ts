import type { Address } from '../../core/types'
import { Refusal } from '../embedded/refusal'
import { add, compare, formatDecimal, parseDecimal, subtract, type Decimal } from '../formats/decimal'

/** A spending cap as the client stated it. */
export interface Allowance {
  readonly asset: string
  readonly amount: string
}

interface SessionKeyRow {
  readonly id: number
  readonly address: Address
  readonly wallet: Address
  readonly application: string
  readonly allowances: readonly Allowance[]
  readonly scope: string
  /** Unix milliseconds. */
  readonly expiresAt: number
  readonly createdAt: number
}

/** Keys of this application sign for every application and have no spending cap. */
export const ROOT_APPLICATION = 'clearnode'

/**
 * Session keys: a table, and a cache that maps a key to its wallet. The node uses the cache to recover signers and the
 * table to check what a key may do. Revoking a key removes it from both.
 */
export class SessionKeys {
  readonly #clock: () => number
  readonly #rows = new Map<Address, SessionKeyRow>()
  #cache = new Map<Address, { readonly wallet: Address, readonly expiresAt: number }>()
  #lastId = 0

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** The wallet for which a key signs, or null. */
  walletOfKey(address: Address): Address | null {
    const entry = this.#cache.get(address)
    if (!entry) return null
    if (!this.#isPast(entry.expiresAt)) return entry.wallet
    this.#cache.delete(address)
    return null
  }

  /**
   * Registers a key at login, unless it is registered already. It replaces an earlier key of the same wallet and
   * application.
   */
  register(key: Omit<SessionKeyRow, 'id' | 'createdAt'>): void {
    if (this.#isRegistered(key.wallet, key.address)) return
    if (this.#isPast(key.expiresAt)) throw new Refusal('expiration time must be set and in the future')
    for (const row of [...this.#rows.values()]) {
      if (row.wallet !== key.wallet || row.application !== key.application) continue
      this.#rows.delete(row.address)
      this.#cache.delete(row.address)
    }
    this.#rows.set(key.address, { ...key, scope: key.scope || 'all', id: ++this.#lastId, createdAt: this.#clock() })
    this.#cache.set(key.address, { wallet: key.wallet, expiresAt: key.expiresAt })
  }

  /** Ends a key at once. It stays in the table as expired, so its address can never be registered again. */
  revoke(address: Address): void {
    const row = this.#rows.get(address)
    if (row) this.#rows.set(address, { ...row, expiresAt: this.#clock() - 1 })
    this.#cache.delete(address)
  }

  /** Live keys of a wallet, newest first. */
  activeOf(wallet: Address): SessionKeyRow[] {
    return [...this.#rows.values()]
      .filter(row => row.wallet === wallet && row.expiresAt > this.#clock())
      .sort((a, b) => b.createdAt - a.createdAt || b.id - a.id)
  }

  /** Live keys of a wallet; of all wallets for null. */
  live(wallet: string | null): SessionKeyRow[] {
    return [...this.#rows.values()].filter(row => (wallet === null || row.wallet === wallet) && !this.#isPast(row.expiresAt))
  }

  /** A live key. @param prefix start of the refusal's text @throws Refusal if there is none */
  active(address: Address, prefix: string): SessionKeyRow {
    const row = this.#rows.get(address)
    if (!row) throw new Refusal(`${prefix}: failed to retrieve session key ${address}: record not found`)
    if (row.application !== ROOT_APPLICATION && this.#isPast(row.expiresAt)) {
      throw new Refusal(`${prefix}: session key expired`)
    }
    return row
  }

  isActiveFor(address: Address, wallet: Address): boolean {
    const row = this.#rows.get(address)
    return row?.wallet === wallet && !this.#isPast(row.expiresAt)
  }

  /** Fills the cache from the table, as a restart does. */
  reload(): void {
    this.#cache = new Map([...this.#rows.values()]
      .filter(row => row.expiresAt > this.#clock())
      .map(row => [row.address, { wallet: row.wallet, expiresAt: row.expiresAt }]))
  }

  #isRegistered(wallet: Address, address: Address): boolean {
    const known = this.#cache.get(address) ?? this.#rows.get(address)
    if (!known) return false
    const isCached = this.#cache.has(address)
    const isPast = this.#isPast(known.expiresAt)
    // The order of the node's checks: with a cached key the wallet comes first, with one in the table the expiry.
    if (isCached && known.wallet !== wallet) throw new Refusal('signer is already in use for another wallet')
    if (isPast) throw new Refusal('session key already exists but is expired')
    if (known.wallet !== wallet) throw new Refusal('signer is already in use for another wallet')
    return true
  }

  #isPast(time: number): boolean {
    return this.#clock() > time
  }
}

/** Checks that a key is registered for the application of a session. @throws Refusal */
export function checkApplication(key: SessionKeyRow, application: string, prefix: string): void {
  if (key.application === ROOT_APPLICATION || key.application === application) return
  throw new Refusal(`${prefix}: session key application mismatch: `
    + `session key is for '${key.application}', but app session is for '${application}'`)
}

/** Checks that the allowance of a key covers an amount that it moves into a session. @throws Refusal */
export function checkSpending(key: SessionKeyRow, spent: Decimal, asset: string, amount: Decimal): void {
  if (key.application === ROOT_APPLICATION) return
  const prefix = 'session key spending validation failed: operation denied'
  const allowance = key.allowances.find(candidate => candidate.asset === asset)
  const allowed = allowance && parseDecimal(allowance.amount)
  if (!allowed) throw new Refusal(`${prefix}: asset ${asset} not allowed in session key spending cap`)
  if (compare(add(spent, amount), allowed) > 0) {
    throw new Refusal(`${prefix}: insufficient session key allowance: `
      + `${formatDecimal(amount)} required, ${formatDecimal(subtract(allowed, spent))} available`)
  }
}
