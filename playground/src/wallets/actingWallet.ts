import { shallowRef, type ShallowRef } from 'vue'
import { NitroliteError, useNitrolite, type NitroliteErrorInfo, type SignerInput } from 'vue-nitrolite'
import type { BrowserWallet } from './announcedWallets'
import { signerOf } from './askingWallets'
import type { TestWallet } from './testWallets'

export interface ActingWallet {
  /** Address of a test wallet or id of a browser wallet; null while nobody acts. */
  readonly current: Readonly<ShallowRef<string | null>>
  /** The one that is being connected now. */
  readonly pending: Readonly<ShallowRef<string | null>>
  /** Why the last change did not work. */
  readonly error: Readonly<ShallowRef<NitroliteErrorInfo | null>>
  actAsTestWallet(wallet: TestWallet): Promise<void>
  actAsBrowserWallet(wallet: BrowserWallet): Promise<void>
}

/** Who signs: one of the test wallets or a wallet of the browser. */
export function useActingWallet(initial: string | null): ActingWallet {
  const { connect } = useNitrolite()
  const current = shallowRef(initial)
  const pending = shallowRef<string | null>(null)
  const error = shallowRef<NitroliteErrorInfo | null>(null)

  async function act(id: string, signer: SignerInput): Promise<void> {
    pending.value = id
    error.value = null
    current.value = id
    try {
      await connect(signer)
    }
    catch (thrown) {
      // A later choice has its own outcome.
      if (pending.value === id && thrown instanceof NitroliteError) error.value = thrown.info
    }
    finally {
      if (pending.value === id) pending.value = null
    }
  }

  return {
    current,
    pending,
    error,
    actAsTestWallet: wallet => act(wallet.address, signerOf(wallet)),
    actAsBrowserWallet: ({ id, provider }) => act(id, provider),
  }
}
