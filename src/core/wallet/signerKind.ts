import type {
  AdoptedLogin, Eip1193ProviderLike, EthersBrowserProviderLike, EthersSignerLike, RecognisedSigner, ViemWalletClientLike,
} from './types'

/**
 * Removes Vue's reactive and read-only proxies, because private fields of an ethers signer cannot be reached through a
 * proxy. `__v_raw` is the property by which Vue's proxies give out the original (`ReactiveFlags.RAW`).
 */
function unwrap(value: object): object {
  const raw = (value as { __v_raw?: unknown }).__v_raw
  return typeof raw === 'object' && raw !== null ? unwrap(raw) : value
}

/**
 * Recognises an object as a signer by its methods. Returns null for an unknown kind.
 *
 * The order matters for objects that match more than once: a viem client also has `request`, an ethers signer may have
 * been given one, and a viem local account also has `address`. An ethers `BrowserProvider` has none of these methods:
 * `recogniseBrowserProvider` knows it.
 */
export function recogniseSigner(input: unknown): RecognisedSigner | null {
  if (typeof input !== 'object' || input === null) return null
  const object = unwrap(input)
  const fields = object as Record<string, unknown>
  const hasMethod = (method: string): boolean => typeof fields[method] === 'function'

  if (hasMethod('signTypedData')) {
    if (hasMethod('getAddress')) return { kind: 'ethers', signer: object as EthersSignerLike }
    if (fields.account || hasMethod('getAddresses') || typeof fields.address === 'string') {
      return { kind: 'viem', client: object as ViemWalletClientLike }
    }
  }
  if (hasMethod('request')) return { kind: 'eip1193', provider: object as Eip1193ProviderLike }
  if (typeof fields.address === 'string' && (fields.sessionKey || fields.signDigest || fields.jwt)) {
    return { kind: 'login', login: object as unknown as AdoptedLogin }
  }
  return null
}

/** Recognises an ethers `BrowserProvider`, which is not a signer but has one. Returns null for anything else. */
export function recogniseBrowserProvider(input: unknown): EthersBrowserProviderLike | null {
  if (typeof input !== 'object' || input === null) return null
  const provider = unwrap(input) as Partial<EthersBrowserProviderLike>
  return typeof provider.getSigner === 'function' && typeof provider.hasSigner === 'function' ? provider as EthersBrowserProviderLike : null
}
