import type { Address } from '../types'
import type { RecognisedSigner } from './types'

/** Prefix of the code of an account that delegates to a contract but still has a key (EIP-7702). */
const DELEGATED = /^0xef0100/i

type Request = (args: { method: string, params: readonly unknown[] }) => Promise<unknown>

/** A function that asks the wallet's chain, or null if this kind of signer offers none. */
function chainRequestOf(source: RecognisedSigner): Request | null {
  if (source.kind === 'eip1193') return args => source.provider.request(args)
  const { request } = (source.kind === 'viem' ? source.client : {}) as { request?: Request }
  if (request) return args => request(args)
  const { provider } = (source.kind === 'ethers' ? source.signer : {}) as { provider?: { getCode?(address: string): Promise<string> } | null }
  return provider?.getCode ? async ({ params: [address] }) => provider.getCode?.(String(address)) : null
}

/**
 * Whether a wallet is known to be a smart contract, whose signatures the node cannot verify. False when this cannot be
 * found out.
 */
export async function isContract(source: RecognisedSigner, address: Address): Promise<boolean> {
  try {
    const code = await chainRequestOf(source)?.({ method: 'eth_getCode', params: [address, 'latest'] })
    return typeof code === 'string' && code.length > 2 && !DELEGATED.test(code)
  }
  catch {
    return false
  }
}
