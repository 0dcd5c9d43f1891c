import { createPinia } from 'pinia'
import { createApp } from 'vue'
import WalletButton from '../../src/components/wallet-button/WalletButton.vue'
import { NitroliteError } from '../../src/core/errors/errors'
import { createNitrolite } from '../../src/plugin/createNitrolite'
import { announceWallet } from '../helpers/announcedWallets'
import { createFakeClient, type FakeClient } from '../helpers/fakeClient'
import { press, showApp, type ShowState } from './shownState'

const icon = (color: string): string =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="${color}"/></svg>`)}`

const WALLETS = [{ rdns: 'test.fox', name: 'Fox', icon: icon('#e2761b') }, { rdns: 'test.whale', name: 'Whale of the deep sea', icon: icon('#1b6fe2') }]

/** A state of the button, with this number of installed wallets. */
const shown = (wallets: number, work: () => Promise<void> = async () => {}, prepare: (client: FakeClient) => void = () => {}): ShowState => async (texts) => {
  for (const wallet of WALLETS.slice(0, wallets)) announceWallet(wallet)
  const client = createFakeClient([], { status: 'idle', account: null, protocol: null })
  prepare(client)
  const app = createApp(WalletButton).use(createPinia()).use(createNitrolite({ client, storage: false, texts }))
  const container = await showApp(app)
  await work()
  // Room for the list, which lies above the page.
  if (container.querySelector('.nitrolite-wallet-list')) container.style.minBlockSize = '9rem'
}

const connect = (): Promise<void> => press('.nitrolite-wallet-connect')

/** Every state of `<WalletButton>`. */
export const walletStates = {
  'wallet-connect': shown(1),
  'wallet-choices': shown(2, connect),
  'wallet-none': shown(0, connect),
  'wallet-connecting': shown(1, connect, (client) => {
    client.answers.connect = () => {
      client.become({ status: 'authenticating' })
      return new Promise(() => {})
    }
  }),
  'wallet-connected': shown(1, connect),
  'wallet-declined': shown(1, connect, (client) => { client.answers.connect = () => Promise.reject(new NitroliteError('WALLET_REJECTED')) }),
} satisfies Record<string, ShowState>
