import { shallowRef, type ShallowRef } from 'vue'
import type { InstalledWallet } from '../../browser/installedWallets'
import type { NitroliteClient } from '../../core/client/types'
import type { SignerInput } from '../../core/wallet/types'
import { browserStorage, type NitroliteStorage } from '../../plugin/activeSession'
import { forgetWallet } from './rememberedWallet'

/** What the components that show a client share about its wallet. */
interface WalletUse {
  /** The wallet that was chosen to connect the client. Null if there is none, or if another signer is used. */
  readonly chosen: ShallowRef<InstalledWallet | null>
  /** Where the wallet that was used last may be remembered. */
  readonly storages: Set<NitroliteStorage>
}

const uses = /* @__PURE__ */ new WeakMap<NitroliteClient, WalletUse>()

/** A login with another signer makes that signer the last one that was used. So the next visit must not connect with the wallet. */
function forgetUnused(client: NitroliteClient, { chosen, storages }: WalletUse): void {
  if (client.account === null || chosen.value !== null) return
  for (const storage of storages) forgetWallet(storage)
}

function useOf(client: NitroliteClient): WalletUse {
  const known = uses.get(client)
  if (known) return known
  const use: WalletUse = { chosen: shallowRef(null), storages: new Set() }
  uses.set(client, use)
  // As long as the client, because a person may log in where no component shows wallets.
  client.on('account', () => { forgetUnused(client, use) })
  return use
}

/** The wallet that was chosen to connect a client. @param storage where it may be remembered; null for nowhere */
export function chosenWalletOf(client: NitroliteClient | null, storage: NitroliteStorage | null): ShallowRef<InstalledWallet | null> {
  if (!client) return shallowRef(null)
  const use = useOf(client)
  if (storage) use.storages.add(storage)
  forgetUnused(client, use)
  return use.chosen
}

/** What is shared, with a storage in any case: an earlier visit may have remembered a wallet there, even if nothing on this page has shown wallets. */
function storedUseOf(client: NitroliteClient): WalletUse {
  const use = useOf(client)
  const storage = use.storages.size === 0 ? browserStorage() : null
  if (storage) use.storages.add(storage)
  return use
}

/** Must be called with every signer that a client is connected with: another one takes the place of the chosen wallet. */
export function onSignerUsed(client: NitroliteClient | null, signer: SignerInput | undefined): void {
  if (!client || signer === undefined) return
  const { chosen } = storedUseOf(client)
  if (chosen.value?.provider !== signer) chosen.value = null
}

/** Must be called when a person disconnects, so that the next visit does not connect with the wallet again. */
export function onDisconnected(client: NitroliteClient): void {
  const { chosen, storages } = storedUseOf(client)
  chosen.value = null
  for (const storage of storages) forgetWallet(storage)
}
