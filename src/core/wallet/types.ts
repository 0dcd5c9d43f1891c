import type { Address, Hex } from '../types'

/** EIP-712 types: the fields of each struct, by its name. */
export type TypedDataTypes = Record<string, { name: string, type: string }[]>

/** Complete EIP-712 typed data. */
export interface TypedData {
  readonly domain: { readonly name?: string }
  readonly types: TypedDataTypes
  readonly primaryType: string
  readonly message: Record<string, unknown>
}

/**
 * Makes and checks secp256k1 signatures over 32-byte digests. A signature has 65 bytes: r, s, and 0 or 1 for the parity. A public
 * key has 65 bytes and begins with 4.
 */
export interface SignatureEngine {
  /** @throws if the private key is out of the range of the curve */
  publicKeyOf(privateKey: Uint8Array): Uint8Array
  /**
   * Signs with the nonce of RFC 6979, so that every engine makes the same bytes, and with s in the lower half of its range.
   * @param digest a hash. Engines may differ for a number above the order of the curve, which no hash reaches in practice
   */
  sign(digest: Uint8Array, privateKey: Uint8Array): Uint8Array
  /** Returns the public key whose private key made a signature. @throws if there is none */
  recover(digest: Uint8Array, signature: Uint8Array): Uint8Array
  /**
   * Whether `recover` would return this public key.
   * @param publicKey the same object each time, so that the engine can keep what it has computed for it
   */
  isMadeBy(digest: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
}

/** What the core uses of a wallet, whatever library it comes from. */
export interface Wallet {
  /** EIP-55 checksummed. */
  readonly address: Address
  /**
   * Signs EIP-712 typed data. The user may have to confirm.
   * @throws `WALLET_REJECTED` when the user declines; other `WALLET_…` errors
   */
  signTypedData(data: TypedData): Promise<Hex>
  /**
   * Signs a 32-byte digest as it is, without a message prefix. Present only if the private key is known; browser
   * wallets cannot do it.
   */
  readonly signDigest?: (digest: Hex) => Promise<Hex>
}

/**
 * The methods used of an ethers v6 Signer, such as `Wallet` or `JsonRpcSigner`. Keep signers out of reactive state
 * (`markRaw`), because a Vue proxy hides their private fields; pass `signer.value` rather than the ref itself.
 */
export interface EthersSignerLike {
  getAddress(): Promise<string>
  signTypedData(domain: Record<string, unknown>, types: TypedDataTypes, value: Record<string, unknown>): Promise<string>
  /** Only used with nitronode 1.x. */
  signMessage?(message: Uint8Array): Promise<string>
}

/**
 * The methods used of an ethers v6 `BrowserProvider`. The client calls `getSigner()`, which asks the wallet for an account
 * if the page may not use one yet. A `JsonRpcProvider` has no wallet, so it is not accepted: pass one of its signers.
 */
export interface EthersBrowserProviderLike {
  getSigner(): Promise<EthersSignerLike>
  /** Not called. It tells a `BrowserProvider` from other providers of ethers. */
  hasSigner(address: string | number): Promise<boolean>
}

/** An EIP-1193 provider, as browser wallets inject it (`window.ethereum`). */
export interface Eip1193ProviderLike {
  request(args: { method: string, params?: unknown }): Promise<unknown>
}

/**
 * The methods used of a viem wallet client or a viem local account; viem itself is not a dependency. The account of the
 * client is used, or else the first account of its wallet.
 */
export interface ViemWalletClientLike {
  readonly account?: { readonly address: string } | undefined
  signTypedData(args: never): Promise<string>
  /** Only used with nitronode 1.x. */
  signMessage?(args: never): Promise<string>
  /** Accounts that the user has already allowed. */
  getAddresses?(): Promise<readonly string[]>
  /** Asks the wallet for accounts. Called if `getAddresses` returns none. */
  requestAddresses?(): Promise<readonly string[]>
}

/**
 * An existing login of an app that already talks to the node. No wallet is asked. Requests are signed either by
 * `sessionKey` (a private key) or by `signDigest`.
 */
export interface AdoptedLogin {
  /** The wallet that the login belongs to. */
  readonly address: Address
  /** Private key of a session key that the node knows for this wallet. Never stored, never logged. */
  readonly sessionKey?: Hex
  /** Signs the 32-byte digest of a request with secp256k1, without a message prefix. */
  readonly signDigest?: (digest: Hex) => Hex | Promise<Hex>
  /** Address of the key behind `signDigest`. @default recovered from its first signature */
  readonly signerAddress?: Address
  /** JWT of the login, with which the client logs in on a socket of its own. Not needed with a shared `socket` that is logged in. */
  readonly jwt?: string
}

/** Everything that the `signer` option accepts. A string is a private key (0x and 64 hex digits), for servers. */
export type SignerInput =
  | EthersSignerLike
  | EthersBrowserProviderLike
  | Eip1193ProviderLike
  | ViemWalletClientLike
  | AdoptedLogin
  | Hex

/** A key that signs the digests of requests on behalf of a wallet. */
export interface RequestSigner {
  /** The wallet for which the signatures count, checksummed. */
  readonly wallet: Address
  /** Address of the signing key itself, checksummed. */
  readonly address: Address
  signDigest(digest: Hex): Promise<Hex>
}

/** An adopted login, checked and ready to sign requests. */
export interface ResolvedLogin {
  /** EIP-55 checksummed. */
  readonly wallet: Address
  readonly signer: RequestSigner
  /** JWT to log in on a new socket. Null if the shared socket is already logged in. */
  readonly jwt: string | null
}

/** A signer input, recognised by its methods. */
export type RecognisedSigner =
  | { readonly kind: 'ethers', readonly signer: EthersSignerLike }
  | { readonly kind: 'viem', readonly client: ViemWalletClientLike }
  | { readonly kind: 'eip1193', readonly provider: Eip1193ProviderLike }
  | { readonly kind: 'login', readonly login: AdoptedLogin }

/** A resolved signer input: a wallet that can log in, or an existing login. */
export type ResolvedSigner =
  | {
    readonly kind: 'wallet'
    readonly wallet: Wallet
    /** The object behind the wallet. Missing for a private key. */
    readonly source?: RecognisedSigner
    /** The wallet must not be asked any more. Only signatures that it has already given can be used. @default false */
    readonly isUnavailable?: boolean
  }
  | { readonly kind: 'login', readonly login: ResolvedLogin }

/** A policy, signed by a wallet, that authorizes a session key. It is kept for receipts and contains no secret. */
export interface SessionKeyPolicy {
  readonly wallet: Address
  readonly sessionKey: Address
  readonly application: string
  readonly scope: string
  /** Unix seconds. */
  readonly expiresAt: number
  readonly challenge: string
  /** The wallet's EIP-712 signature over the policy. */
  readonly signature: Hex
}
