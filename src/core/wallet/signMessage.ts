import { hexToBytes } from '@noble/curves/abstract/utils'
import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { readWalletSignature } from './readSignature'
import type { RecognisedSigner } from './types'
import { askWallet } from './walletErrors'

/**
 * Asks a wallet to sign 32 bytes as a message (EIP-191). The user may have to confirm.
 * @throws `WALLET_…`
 */
export const signMessage = async (source: RecognisedSigner, address: Address, digest: Hex): Promise<Hex> =>
  readWalletSignature(await askWallet(() => ask(source, address, digest)), address)

function ask(source: RecognisedSigner, address: Address, raw: Hex): unknown {
  if (source.kind === 'eip1193') return source.provider.request({ method: 'personal_sign', params: [raw, address] })
  if (source.kind === 'ethers' && source.signer.signMessage) return source.signer.signMessage(hexToBytes(raw.slice(2)))
  if (source.kind === 'viem' && source.client.signMessage) {
    return source.client.signMessage({ account: source.client.account ?? address, message: { raw } } as never)
  }
  throw new NitroliteError('WALLET_FAILED', { reason: 'It has no function signMessage, and can only sign typed data. A nitronode needs a signed message.' })
}
