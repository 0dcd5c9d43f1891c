import type { Address, Unsubscribe } from '../types'
import { addressOfWallet } from './address'
import { recogniseSigner } from './signerKind'
import type { SignerInput } from './types'

/** The events of an EIP-1193 provider. Not every provider has them. */
interface AccountEvents {
  on?(event: 'accountsChanged', listener: (accounts: unknown) => void): unknown
  removeListener?(event: 'accountsChanged', listener: (accounts: unknown) => void): unknown
}

function attempt(work: () => void): void {
  try {
    work()
  }
  catch {
    // Nothing follows from it: see where it is called.
  }
}

/**
 * Calls back with the accounts that an EIP-1193 provider allows whenever they change; with none when it is locked or
 * disconnected. Does nothing for other kinds of signers, because their account cannot change.
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

  let isWatching = true
  const onChange = (accounts: unknown) => {
    if (!isWatching) return
    const list: unknown[] = Array.isArray(accounts) ? accounts : []
    listener(list.map(addressOfWallet).filter(address => address !== null))
  }
  // A provider that cannot be listened to still signs, and its listener is ignored once the watching has ended.
  attempt(() => { provider.on?.('accountsChanged', onChange) })
  return () => {
    if (!isWatching) return
    isWatching = false
    attempt(() => { provider.removeListener?.('accountsChanged', onChange) })
  }
}
