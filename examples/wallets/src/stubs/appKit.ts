import type * as AppKit from '@reown/appkit/vue'
import { reactive, ref } from 'vue'
import { people } from '../../../scenarios/scenarios.js'
import { wallet } from './wallet'

type Account = ReturnType<typeof AppKit.useAppKitAccount>['value']

const account = ref({ isConnected: false, allAccounts: [], address: undefined, caipAddress: undefined, status: 'disconnected' } as Account)
const state = reactive<{ walletProvider: unknown, walletProviderType: undefined }>({ walletProvider: undefined, walletProviderType: undefined })

export const useAppKitAccount: typeof AppKit.useAppKitAccount = () => account
/** Like AppKit, it gives the provider as a reactive object. */
export const useAppKitProvider = (() => state) as typeof AppKit.useAppKitProvider

/** What happens when a person has chosen a wallet in the window of AppKit. */
export function chooseWallet(): void {
  state.walletProvider = wallet
  account.value = { ...account.value, isConnected: true, address: people.alice.address, status: 'connected' }
}
