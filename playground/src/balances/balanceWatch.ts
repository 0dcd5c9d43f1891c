import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Address, Balance, NitroliteClient } from 'vue-nitrolite'
import type { NodeControl } from '../node/nodeControl'

/** An asset of one wallet, and what it was before it last changed. */
export interface WatchedBalance {
  readonly asset: string
  readonly amount: string
  /** Null while nothing has changed. */
  readonly before: string | null
}

export interface WalletBalances {
  readonly address: Address
  readonly balances: readonly WatchedBalance[]
}

/** What a wallet has now, with what it had before kept for those that differ. */
export function compareBalances(now: readonly Balance[], known: readonly WatchedBalance[] | undefined): WatchedBalance[] {
  return now.map(({ asset, amount }) => {
    const earlier = known?.find(each => each.asset === asset)
    if (known === undefined) return { asset, amount, before: null }
    if (earlier?.amount === amount) return earlier
    return { asset, amount, before: earlier?.amount ?? '0' }
  })
}

/**
 * Balances of several wallets, read from the node's own books after every frame. What changed stays marked until
 * `settle`.
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
    // A node that is gone for a moment is asked again with the next frame.
    running ??= read().catch(() => {}).finally(() => { running = null })
    await running
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => { void refresh() }, 60)
  }
  const stops = [
    client?.on('frame', ({ direction }) => { if (direction === 'received') soon() }),
    client?.on('balances', soon),
    watch(wallets, soon),
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
      rows.value = rows.value.map(row => ({ ...row, balances: row.balances.map(each => ({ ...each, before: null })) }))
    },
  }
}
