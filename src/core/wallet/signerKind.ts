import type { AdoptedLogin, Eip1193ProviderLike, EthersSignerLike, ViemWalletClientLike } from './types'

/** A signer input, recognised by its structure. */
export type RecognisedSigner =
  | { readonly kind: 'ethers', readonly signer: EthersSignerLike }
  | { readonly kind: 'viem', readonly client: ViemWalletClientLike }
  | { readonly kind: 'eip1193', readonly provider: Eip1193ProviderLike }
  | { readonly kind: 'login', readonly login: AdoptedLogin }

/**
 * Takes Vue's reactive and read-only proxies off. Private fields of an ethers signer cannot be reached through a
 * proxy, and `__v_raw` is the flag by which Vue marks its proxies (`ReactiveFlags.RAW`); without Vue nothing has it.
 */
function unwrap(value: object): object {
  const raw = (value as { __v_raw?: unknown }).__v_raw
  return typeof raw === 'object' && raw !== null ? unwrap(raw) : value
}

/**
 * Recognises a signer that is an object; null for an unknown kind.
 *
 * The order settles what fits twice: a viem client also has `request`, an ethers signer may be made to have it, and a
 * viem local account also has `address`. An ethers `BrowserProvider` has none of these methods and is no signer.
 */
export function recogniseSigner(input: unknown): RecognisedSigner | null {
  if (typeof input !== 'object' || input === null) return null
  const object = unwrap(input)
  const fields = object as Record<string, unknown>
  const can = (method: string) => typeof fields[method] === 'function'

  if (can('signTypedData')) {
    if (can('getAddress')) return { kind: 'ethers', signer: object as EthersSignerLike }
    if (fields.account || can('getAddresses') || typeof fields.address === 'string') {
      return { kind: 'viem', client: object as ViemWalletClientLike }
    }
  }
  if (can('request')) return { kind: 'eip1193', provider: object as Eip1193ProviderLike }
  if (typeof fields.address === 'string' && (fields.sessionKey || fields.signDigest || fields.jwt)) {
    return { kind: 'login', login: object as unknown as AdoptedLogin }
  }
  return null
}
