import type { Address } from '../types'
import type { RecognisedSigner } from './signerKind'

/** What marks the code of an account that has a key all the same (EIP-7702). */
const DELEGATED = /^0xef0100/i

type Request = (args: { method: string, params: readonly unknown[] }) => Promise<unknown>

/** Whoever can be asked what code there is at an address, on the chain that the wallet is on. */
function chainOf(source: RecognisedSigner): Request | null {
  if (source.kind === 'eip1193') return args => source.provider.request(args)
  const { request } = (source.kind === 'viem' ? source.client : {}) as { request?: Request }
  if (request) return args => request(args)
  const { provider } = (source.kind === 'ethers' ? source.signer : {}) as { provider?: { getCode?(address: string): Promise<string> } | null }
  return provider?.getCode ? async ({ params: [address] }) => provider.getCode?.(String(address)) : null
}

/** Whether a wallet is known to be a contract, which signs in its own way. False where that cannot be found out. */
export async function isContract(source: RecognisedSigner, address: Address): Promise<boolean> {
  try {
    const code = await chainOf(source)?.({ method: 'eth_getCode', params: [address, 'latest'] })
    return typeof code === 'string' && code.length > 2 && !DELEGATED.test(code)
  }
  catch {
    return false
  }
}
