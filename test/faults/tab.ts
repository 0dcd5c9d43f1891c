import { Wallet } from 'ethers'
import type { Closing, NitroliteClient } from '../../src/core'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { useNativeCurve } from '../helpers/nativeCurve'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from '../helpers/people'
import type { Device, Person } from './scenario'

const WALLETS = { alice: { address: ALICE, key: ALICE_KEY }, bob: { address: BOB, key: BOB_KEY } } as const

/** The private key of somebody else than this person. */
export const keyOfOther = (person: Person) => WALLETS[person === 'alice' ? 'bob' : 'alice'].key

/** A tab or process of a person, and what the person does in it. */
export class Tab {
  readonly device: Device
  client: NitroliteClient
  readonly closings: Closing[] = []
  /** Nobody has connected the tab, or the person has left it, uses another wallet there or declined something. */
  isLeft = true
  /** The person has switched to another wallet in this tab. Connecting again uses that wallet. */
  usesOtherWallet = false
  /** How many of the next signatures the person declines. */
  declines = 0
  /** Callbacks that wait until the tab wakes up; null while it is awake. */
  #postponed: (() => void)[] | null = null

  /** @param createClient makes the client of the tab */
  constructor(device: Device, createClient: (tab: Tab) => NitroliteClient) {
    this.device = device
    this.client = createClient(this)
  }

  /** The person's wallet as it is used in this tab. */
  get signer() {
    const { address, key } = WALLETS[this.device.person]
    const wallet = privateKeyWallet(key, useNativeCurve())
    const ask = (): void => {
      if (this.declines-- > 0) throw Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
    }
    return {
      getAddress: async () => address,
      signTypedData: async (domain: object, types: object, message: object) => {
        ask()
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
      signMessage: async (message: Uint8Array) => {
        ask()
        return new Wallet(key).signMessage(message)
      },
    }
  }

  /** Runs a timer or message of the tab, once the tab is awake. */
  run(work: () => void): void {
    if (this.#postponed) this.#postponed.push(work)
    else work()
  }

  suspend(): void {
    this.#postponed ??= []
  }

  wake(): void {
    const postponed = this.#postponed ?? []
    this.#postponed = null
    for (const work of postponed) work()
  }
}
