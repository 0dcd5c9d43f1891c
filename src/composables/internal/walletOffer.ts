import { tryOnMounted, tryOnScopeDispose } from '@vueuse/core'
import type { NitroliteClient } from '../../core/client/types'
import { isNitroliteError } from '../../core/errors/errors'
import { isOneOf } from '../../core/errors/groups'
import { useNitroliteContext } from '../../plugin/context'
import type { UseNitroliteReturn } from '../types'

/** A button that connects with an installed wallet. */
interface WalletOffer {
  /** Whether the button has a place on the page. A menu that is closed may hide it. */
  isVisible(): boolean
  /** Does what a click on the button does. */
  offer(): void
}

/** The wallet buttons on the page, by the client that they connect. */
const offers = /* @__PURE__ */ new WeakMap<NitroliteClient, Set<WalletOffer>>()

/** Must be called by every component with a button that connects with an installed wallet, while it is set up. */
export function useWalletOffer(client: NitroliteClient | null, offer: WalletOffer): void {
  if (!client) return
  tryOnMounted(() => { offers.set(client, (offers.get(client) ?? new Set()).add(offer)) })
  tryOnScopeDispose(() => { offers.get(client)?.delete(offer) })
}

const isWithoutSigner = isOneOf('SIGNER_MISSING')

/**
 * Connects for a person who clicked outside of the wallet button. If the app has no signer, the first visible wallet button on the
 * page does what a click on it does. If there is none, the missing signer is an error. The function never rejects.
 */
export function useConnectByClick({ client, connectAsync }: Pick<UseNitroliteReturn, 'client' | 'connectAsync'>): () => Promise<void> {
  const { store } = useNitroliteContext()
  return async () => {
    try {
      await connectAsync(undefined)
    }
    catch (error) {
      if (!client || !isNitroliteError(error) || !isWithoutSigner(error.code)) return
      const button = [...offers.get(client) ?? []].find(each => each.isVisible())
      if (!button) return
      store.error = null
      button.offer()
    }
  }
}
