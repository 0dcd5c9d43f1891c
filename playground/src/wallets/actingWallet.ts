import { shallowRef, type ShallowRef } from 'vue'
import { NitroliteError, useNitrolite, type InstalledWallet, type NitroliteErrorInfo, type SignerInput } from 'vue-nitrolite'
import { signerOf } from './askingWallets'
import type { TestWallet } from './testWallets'

export interface ActingWallet {
  /** The address of a test wallet or the id of a browser wallet; null if none is chosen. */
  readonly current: Readonly<ShallowRef<string | null>>
  /** The wallet that is being connected, named like `current`. */
  readonly pending: Readonly<ShallowRef<string | null>>
  /** Why the last choice failed. */
  readonly error: Readonly<ShallowRef<NitroliteErrorInfo | null>>
  actAsTestWallet(wallet: TestWallet): Promise<void>
  actAsBrowserWallet(wallet: InstalledWallet): Promise<void>
}

/** The wallet that the person acts as: a test wallet or a browser wallet. */
export function useActingWallet(initial: string | null): ActingWallet {
  const { connectAsync } = useNitrolite()
  const current = shallowRef(initial)
  const pending = shallowRef<string | null>(null)
  const error = shallowRef<NitroliteErrorInfo | null>(null)

  async function act(id: string, signer: SignerInput): Promise<void> {
    pending.value = id
    error.value = null
    current.value = id
    try {
      await connectAsync(signer)
    }
    catch (thrown) {
      // Ignores the error if another wallet has been chosen meanwhile.
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
