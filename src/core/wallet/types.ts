import type { Address, Hex } from '../types'
import type { RecognisedSigner } from './signerKind'

/** EIP-712 types: struct name → fields. */
export type TypedDataTypes = Record<string, { name: string, type: string }[]>

/** EIP-712 typed data, complete. */
export interface TypedData {
  readonly domain: { readonly name?: string }
  readonly types: TypedDataTypes
  readonly primaryType: string
  readonly message: Record<string, unknown>
}

/** What every signer adapter offers to the rest of the core. */
export interface Wallet {
  /** EIP-55 checksummed. */
  readonly address: Address
  /** Signs EIP-712 typed data; the user may have to confirm. Rejects with `WALLET_REJECTED` when they decline. */
  signTypedData(data: TypedData): Promise<Hex>
  /**
   * Signs a 32-byte digest without prefix. Only there when the private key is at hand: browser wallets
   * cannot do it.
   */
  readonly signDigest?: (digest: Hex) => Promise<Hex>
}

/**
 * Structural part of an ethers v6 Signer: `Wallet`, `JsonRpcSigner`, … A `BrowserProvider` is none; call its
 * `getSigner()`. Keep it out of reactive state (`markRaw`): its private fields are out of reach of a Vue proxy.
 */
export interface EthersSignerLike {
  getAddress(): Promise<string>
  signTypedData(domain: Record<string, unknown>, types: TypedDataTypes, value: Record<string, unknown>): Promise<string>
  /** Used with nitronode 1.x only. */
  signMessage?(message: Uint8Array): Promise<string>
}

/** EIP-1193 provider, as browser wallets inject it. */
export interface Eip1193ProviderLike {
  request(args: { method: string, params?: unknown }): Promise<unknown>
}

/**
 * Structural part of a viem wallet client or of a viem local account; viem itself is no dependency. The account
 * is that of the client, else the first one of its wallet.
 */
export interface ViemWalletClientLike {
  readonly account?: { readonly address: string } | undefined
  signTypedData(args: never): Promise<string>
  /** Used with nitronode 1.x only. */
  signMessage?(args: never): Promise<string>
  /** Accounts that are allowed already. */
  getAddresses?(): Promise<readonly string[]>
  /** Asks the wallet for accounts; called when `getAddresses` gives none. */
  requestAddresses?(): Promise<readonly string[]>
}

/**
 * Bring your own login: the app already talks to the node and hands over what it has. No wallet is asked.
 * Either `sessionKey` (a private key) or `signDigest` signs requests.
 */
export interface AdoptedLogin {
  /** The wallet that the login belongs to. */
  readonly address: Address
  /** Private key of a session key that the node knows for this wallet. Never stored, never logged. */
  readonly sessionKey?: Hex
  /** Signs the 32-byte digest of a request, raw secp256k1, no prefix. */
  readonly signDigest?: (digest: Hex) => Hex | Promise<Hex>
  /** Address of the key behind `signDigest`. @default recovered from its first signature */
  readonly signerAddress?: Address
  /** JWT of the login, for a new socket. Not needed where an authenticated `socket` is adopted. */
  readonly jwt?: string
}

/** Everything that the `signer` option takes. A string is a raw private key, for servers. */
export type SignerInput = EthersSignerLike | Eip1193ProviderLike | ViemWalletClientLike | AdoptedLogin | Hex

/** A key that signs requests by raw digest on behalf of a wallet. */
export interface RequestSigner {
  /** The wallet that the signatures count for, checksummed. */
  readonly wallet: Address
  /** Address of the signing key itself, checksummed. */
  readonly address: Address
  signDigest(digest: Hex): Promise<Hex>
}

/** A login of the app, checked and ready to sign requests. */
export interface ResolvedLogin {
  /** EIP-55 checksummed. */
  readonly wallet: Address
  readonly signer: RequestSigner
  /** JWT for a new socket; null where the adopted socket is logged in already. */
  readonly jwt: string | null
}

/** What a signer input turned out to be: a wallet that can log in, or a login that exists already. */
export type ResolvedSigner =
  | {
    readonly kind: 'wallet'
    readonly wallet: Wallet
    /** What the wallet was made of, where it was not a raw key. */
    readonly source?: RecognisedSigner
    /** The wallet cannot be asked: what it has signed before has to do. @default false */
    readonly isAway?: boolean
  }
  | { readonly kind: 'login', readonly login: ResolvedLogin }

/** A wallet-signed policy that binds a session key to its wallet, kept for receipts. Holds no secret. */
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
