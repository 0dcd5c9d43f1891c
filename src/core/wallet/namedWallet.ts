import type { Address } from '../types'
import { addressOfWallet, checksumAddress } from './address'
import { privateKeyWallet } from './adapters'
import { recogniseSigner } from './signerKind'
import type { SignerInput } from './types'

/**
 * The wallet that a signer names by itself, without asking anybody. Null for a browser wallet, which says its account only
 * when it is asked, and for a signer that cannot be used.
 */
export function walletNamedBy(input: SignerInput | null | undefined): Address | null {
  if (typeof input === 'string') return addressOfPrivateKey(input)
  const recognised = recogniseSigner(input)
  switch (recognised?.kind) {
    case 'ethers': return addressOfWallet((recognised.signer as { readonly address?: unknown }).address)
    case 'viem': {
      // A client has an `account`; a local account is one itself and has an `address`.
      const { account, address } = recognised.client as { readonly account?: unknown, readonly address?: unknown }
      return addressOfWallet(typeof account === 'string' ? account : (account as { readonly address?: unknown } | undefined)?.address ?? address)
    }
    case 'login': return checksumAddress(recognised.login.address)
    case 'eip1193':
    case undefined: return null
  }
}

function addressOfPrivateKey(key: string): Address | null {
  try {
    return privateKeyWallet(key).address
  }
  catch {
    // Connecting reports what is wrong with the key.
    return null
  }
}
