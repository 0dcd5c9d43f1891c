import { tryOnMounted, tryOnScopeDispose } from '@vueuse/core'
import type { NitroliteClient } from '../../core/client/types'
import { isNitroliteError } from '../../core/errors/errors'
import { isOneOf } from '../../core/errors/groups'
import { useNitroliteContext } from '../../plugin/context'
import type { UseNitroliteReturn } from '../types'

/** Lets the person connect with an installed wallet. */
type OfferWallets = () => void

/** The wallet buttons on the page, by the client that they connect. */
const offers = /* @__PURE__ */ new WeakMap<NitroliteClient, Set<OfferWallets>>()

/** Must be called by every component with a button that connects with an installed wallet, while it is set up. */
export function useWalletOffer(client: NitroliteClient | null, offer: OfferWallets): void {
  if (!client) return
  tryOnMounted(() => { offers.set(client, (offers.get(client) ?? new Set()).add(offer)) })
  tryOnScopeDispose(() => { offers.get(client)?.delete(offer) })
}

const isWithoutSigner = isOneOf('SIGNER_MISSING')

/**
 * Connects for a person who clicked outside of the wallet button. If the app has no signer, the wallet button on the page does
 * what a click on it would do. If there is none, the missing signer is an error. The function never rejects.
 */
export function useConnectByClick({ client, connectAsync }: Pick<UseNitroliteReturn, 'client' | 'connectAsync'>): () => Promise<void> {
  const { store } = useNitroliteContext()
  return async () => {
    try {
      await connectAsync(undefined)
    }
    catch (error) {
      const [offer] = client ? offers.get(client) ?? [] : []
      if (!offer || !isNitroliteError(error) || !isWithoutSigner(error.code)) return
      store.error = null
      offer()
    }
  }
}
