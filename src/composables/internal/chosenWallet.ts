import { shallowRef, type ShallowRef } from 'vue'
import type { InstalledWallet } from '../../browser/installedWallets'
import type { NitroliteClient } from '../../core/client/types'
import type { SignerInput } from '../../core/wallet/types'

/** The wallet that each client was connected with. Several components may show the same client. */
const chosenWallets = /* @__PURE__ */ new WeakMap<NitroliteClient, ShallowRef<InstalledWallet | null>>()

/** The wallet that was chosen to connect a client. Null if there is none. */
export function chosenWalletOf(client: NitroliteClient | null): ShallowRef<InstalledWallet | null> {
  const known = client && chosenWallets.get(client)
  if (known) return known
  const chosen = shallowRef<InstalledWallet | null>(null)
  if (client) chosenWallets.set(client, chosen)
  return chosen
}

/** Must be called with every signer that a client is connected with: another one takes the place of the chosen wallet. */
export function onSignerUsed(client: NitroliteClient | null, signer: SignerInput | undefined): void {
  const chosen = client && chosenWallets.get(client)
  if (chosen?.value && signer !== undefined && chosen.value.provider !== signer) chosen.value = null
}
