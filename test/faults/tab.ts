import { Wallet } from 'ethers'
import type { Closing, NitroliteClient } from '../../src/core'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { ALICE, ALICE_KEY } from '../helpers/people'

/** A tab or process of Alice, and what she does in it. */
export class Tab {
  client: NitroliteClient
  readonly closings: Closing[] = []
  /** How many of the next signatures Alice declines. */
  declines = 0
  /** Callbacks that wait until the tab wakes up; null while it is awake. */
  #postponed: (() => void)[] | null = null

  /** @param createClient makes the client of the tab */
  constructor(createClient: (tab: Tab) => NitroliteClient) {
    this.client = createClient(this)
  }

  /** Alice's wallet as she uses it in this tab. */
  get signer() {
    const wallet = privateKeyWallet(ALICE_KEY)
    const ask = (): void => {
      if (this.declines-- > 0) throw Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
    }
    return {
      getAddress: async () => ALICE,
      signTypedData: async (domain: object, types: object, message: object) => {
        ask()
        return wallet.signTypedData({ domain, types, primaryType: 'Policy', message } as never)
      },
      signMessage: async (message: Uint8Array) => {
        ask()
        return new Wallet(ALICE_KEY).signMessage(message)
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
