import type { IsolatedEvents } from '../connection/isolatedEvents'
import type { Balance } from '../sessions/types'
import type { Address } from '../types'
import type { NitroliteEvents } from './events'

/** The wallet that is logged in and its balances, as the client shows them. Every change is emitted. */
export interface Account {
  /** Checksummed address, or null if no wallet is logged in. */
  readonly address: Address | null
  readonly balances: readonly Balance[]
  /** Another address has no balances until they are set. */
  setAddress(next: Address | null): void
  setBalances(next: readonly Balance[]): void
}

export function createAccount(events: IsolatedEvents<NitroliteEvents>): Account {
  let address: Address | null = null
  let balances: readonly Balance[] = []
  const account: Account = {
    get address() { return address },
    get balances() { return balances },
    setAddress(next) {
      if (next === address) return
      address = next
      events.emit('account', address)
      account.setBalances([])
    },
    setBalances(next) {
      balances = next
      events.emit('balances', balances)
    },
  }
  return account
}
