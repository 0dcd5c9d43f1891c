import type { NitroliteStorage } from '../../plugin/activeSession'

const KEY = 'vue-nitrolite:wallet'

/** If the storage is full or locked, the wallet is not remembered, and everything else works. */
function tryStorage<T>(work: () => T): T | null {
  try {
    return work()
  }
  catch {
    return null
  }
}

/** The id of the wallet that was used last; null if none is remembered. */
export const rememberedWallet = (storage: NitroliteStorage | null): string | null => tryStorage(() => storage?.getItem(KEY) ?? null)

export const rememberWallet = (storage: NitroliteStorage | null, id: string): void => { tryStorage(() => storage?.setItem(KEY, id)) }

export const forgetWallet = (storage: NitroliteStorage | null): void => { tryStorage(() => storage?.removeItem(KEY)) }
