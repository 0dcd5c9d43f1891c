import type { Address, Unsubscribe } from '../types'
import { checksumAddress } from './address'
import { recogniseSigner } from './signerKind'
import type { SignerInput } from './types'

/** The events of an EIP-1193 provider, which not every provider has. */
interface AccountEvents {
  on?(event: 'accountsChanged', listener: (accounts: unknown) => void): unknown
  removeListener?(event: 'accountsChanged', listener: (accounts: unknown) => void): unknown
}

/**
 * Tells which accounts an EIP-1193 provider allows whenever that changes; none when it is locked or disconnected.
 * Does nothing for every other kind of signer, whose account is fixed.
 * @param listener gets EIP-55 checksummed addresses, the active account first
 */
export function watchAccounts(
  input: SignerInput | null | undefined,
  listener: (accounts: readonly Address[]) => void,
): Unsubscribe {
  const recognised = recogniseSigner(input)
  if (recognised?.kind !== 'eip1193') return () => {}
  const provider = recognised.provider as AccountEvents
  if (typeof provider.on !== 'function' || typeof provider.removeListener !== 'function') return () => {}

  let watching = true
  const onChange = (accounts: unknown) => {
    if (!watching) return
    const list: unknown[] = Array.isArray(accounts) ? accounts : []
    listener(list.map(checksumAddress).filter(address => address !== null))
  }
  provider.on('accountsChanged', onChange)
  return () => {
    if (!watching) return
    watching = false
    provider.removeListener?.('accountsChanged', onChange)
  }
}
