import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Address, Balance, NitroliteClient } from 'vue-nitrolite'
import type { NodeControl } from '../node/nodeControl'

/** The balance of one asset of a wallet, before and after its last change. */
export interface WatchedBalance {
  readonly asset: string
  readonly amount: string
  /** Null until the balance changes. */
  readonly before: string | null
}

export interface WalletBalances {
  readonly address: Address
  readonly balances: readonly WatchedBalance[]
}

/** The current balances, each with the amount before its last change. @param known the previous result, if any */
export function compareBalances(current: readonly Balance[], known: readonly WatchedBalance[] | undefined): WatchedBalance[] {
  return current.map(({ asset, amount }) => {
    const earlier = known?.find(balance => balance.asset === asset)
    if (known === undefined) return { asset, amount, before: null }
    if (earlier?.amount === amount) return earlier
    return { asset, amount, before: earlier?.amount ?? '0' }
  })
}

/**
 * Balances of several wallets, read from the ledger of the node after every received frame. Changes stay marked until
 * `settle()`.
 */
export function useBalanceWatch(
  client: NitroliteClient | null, control: NodeControl | null, wallets: Readonly<Ref<readonly Address[]>>,
): { readonly rows: Readonly<ShallowRef<readonly WalletBalances[]>>, refresh(): Promise<void>, settle(): void } {
  const rows = shallowRef<readonly WalletBalances[]>([])
  let running: Promise<void> | null = null

  function show(addresses: readonly Address[], balances: readonly (readonly Balance[])[]): void {
    rows.value = addresses.map((address, index) => ({
      address,
      balances: compareBalances(balances[index] ?? [], rows.value.find(row => row.address === address)?.balances),
    }))
  }

  async function read(): Promise<void> {
    const addresses = wallets.value
    const balances = control
      ? await control.balances(addresses)
      : addresses.map(address => address === client?.account ? client.balances : [])
    show(addresses, balances)
  }

  async function refresh(): Promise<void> {
    await running
    // If the node is down for a moment, the next frame triggers another read.
    running ??= read().catch(() => {}).finally(() => { running = null })
    await running
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const refreshSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => { void refresh() }, 60)
  }
  const stops = [
    client?.on('frame', ({ direction }) => { if (direction === 'received') refreshSoon() }),
    client?.on('balances', refreshSoon),
    watch(wallets, refreshSoon),
  ]
  onScopeDispose(() => {
    clearTimeout(timer)
    for (const stop of stops) stop?.()
  })
  void refresh()

  return {
    rows,
    refresh,
    settle() {
      rows.value = rows.value.map(row => ({ ...row, balances: row.balances.map(balance => ({ ...balance, before: null })) }))
    },
  }
}
