import type { Address } from '../types'
import { readWalletAddress } from './address'
import { createPrivateKey, sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature } from './signature'
import { typedDataDigest, typedDataJson } from './typedData'
import type { Eip1193ProviderLike, EthersSignerLike, TypedData, ViemWalletClientLike, Wallet } from './types'
import { askWallet } from './walletErrors'

/** A wallet whose every answer and every error is checked and brought to one form. */
function checkedWallet(address: Address, sign: (data: TypedData) => unknown): Wallet {
  return { address, signTypedData: async data => readWalletSignature(await askWallet(() => sign(data))) }
}

/** @throws `WALLET_…` */
export async function ethersWallet(signer: EthersSignerLike): Promise<Wallet> {
  const address = readWalletAddress(await askWallet(() => signer.getAddress()))
  return checkedWallet(address, ({ domain, types, message }) => signer.signTypedData(domain, types, message))
}

/**
 * Asks for the accounts and takes the first one. Its address goes along with every later request, so a wallet that
 * is switched to another account refuses or is found out by recovering.
 * @throws `WALLET_…`
 */
export async function eip1193Wallet(provider: Eip1193ProviderLike): Promise<Wallet> {
  const address = readWalletAddress(firstOf(await askWallet(() => provider.request({ method: 'eth_requestAccounts' }))))
  return checkedWallet(address, data =>
    provider.request({ method: 'eth_signTypedData_v4', params: [address, typedDataJson(data)] }))
}

/** @throws `WALLET_…` */
export async function viemWallet(client: ViemWalletClientLike): Promise<Wallet> {
  const { account, address: own } = client as { account?: unknown, address?: unknown }
  const given = typeof account === 'string' ? account : (account as ViemWalletClientLike['account'])?.address ?? own
  const address = readWalletAddress(given ?? await askWallet(async () =>
    firstOf(await client.getAddresses?.()) ?? firstOf(await client.requestAddresses?.())))
  return checkedWallet(address, ({ domain, types, primaryType, message }) =>
    client.signTypedData({ account: account ?? address, domain, types, primaryType, message } as never))
}

/** A new wallet that nobody keeps. */
export const throwAwayWallet = (): Wallet => privateKeyWallet(createPrivateKey())

/** @throws `OPTIONS_INVALID`, which never quotes the key */
export function privateKeyWallet(privateKey: string): Wallet {
  const { address, signDigest } = sessionKeyFromPrivateKey(privateKey, 'signer')
  return { address, signTypedData: data => signDigest(typedDataDigest(data)), signDigest }
}

function firstOf(accounts: unknown): unknown {
  return Array.isArray(accounts) ? accounts[0] : undefined
}
