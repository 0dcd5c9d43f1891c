import type { Address } from '../types'
import { readWalletAddress } from './address'
import { createPrivateKey, sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature } from './readSignature'
import { typedDataDigest, typedDataJson } from './typedData'
import type { Eip1193ProviderLike, EthersSignerLike, SignatureEngine, TypedData, ViemWalletClientLike, Wallet } from './types'
import { askWallet } from './walletErrors'

/** A wallet whose signatures are checked and whose errors are translated. */
function checkedWallet(address: Address, sign: (data: TypedData) => unknown): Wallet {
  return { address, signTypedData: async data => readWalletSignature(await askWallet(() => sign(data)), address) }
}

/** @throws `WALLET_…` */
export async function ethersWallet(signer: EthersSignerLike): Promise<Wallet> {
  const address = readWalletAddress(await askWallet(() => signer.getAddress()))
  return checkedWallet(address, ({ domain, types, message }) => signer.signTypedData(domain, types, message))
}

/**
 * Asks for the accounts and takes the first one. Every later request names its address, so a wallet that the user
 * switches to another account either refuses, or its signature recovers to the wrong address.
 * @throws `WALLET_…`
 */
export async function eip1193Wallet(provider: Eip1193ProviderLike): Promise<Wallet> {
  const address = readWalletAddress(firstOf(await askWallet(() => provider.request({ method: 'eth_requestAccounts' }))))
  return checkedWallet(address, data =>
    provider.request({ method: 'eth_signTypedData_v4', params: [address, typedDataJson(data)] }))
}

/** @throws `WALLET_…` */
export async function viemWallet(client: ViemWalletClientLike): Promise<Wallet> {
  // A client has an `account`; a local account is one itself and has an `address`.
  const { account, address: ownAddress } = client as { account?: unknown, address?: unknown }
  const known = typeof account === 'string' ? account : (account as ViemWalletClientLike['account'])?.address ?? ownAddress
  const address = readWalletAddress(known ?? await askWallet(async () =>
    firstOf(await client.getAddresses?.()) ?? firstOf(await client.requestAddresses?.())))
  return checkedWallet(address, ({ domain, types, primaryType, message }) =>
    client.signTypedData({ account: account ?? address, domain, types, primaryType, message } as never))
}

/** A wallet with a new private key that is not stored anywhere. */
export const createDisposableWallet = (): Wallet => privateKeyWallet(createPrivateKey())

/**
 * @param engine computes the signatures. @default in JavaScript
 * @throws `OPTIONS_INVALID`; the error never contains the key
 */
export function privateKeyWallet(privateKey: string, engine?: SignatureEngine): Wallet {
  const { address, signDigest } = sessionKeyFromPrivateKey(privateKey, 'signer', engine)
  return { address, signTypedData: data => signDigest(typedDataDigest(data)), signDigest }
}

function firstOf(accounts: unknown): unknown {
  return Array.isArray(accounts) ? accounts[0] : undefined
}
