import { NitroliteError } from '../errors/errors'
import { eip1193Wallet, ethersWallet, privateKeyWallet, viemWallet } from './adapters'
import { recogniseSigner, type RecognisedSigner } from './signerKind'
import type { ResolvedSigner, SignerInput, Wallet } from './types'

const asWallet = (wallet: Wallet, source?: RecognisedSigner): ResolvedSigner =>
  ({ kind: 'wallet', wallet, ...(source && { source }) })

/**
 * Turns whatever the `signer` option takes into one interface. May ask the wallet for its account; signs nothing
 * but, for an adopted `signDigest` of unknown address, one meaningless digest.
 *
 * Pass signers as they are, not out of reactive state. A Vue proxy around the signer itself is taken off.
 * @throws `SIGNER_MISSING`, `SIGNER_UNSUPPORTED`, `OPTIONS_INVALID`, `WALLET_REJECTED`, `WALLET_PENDING`,
 * `WALLET_NO_ACCOUNT`, `WALLET_FAILED`
 */
export async function resolveWallet(input: SignerInput | null | undefined): Promise<ResolvedSigner> {
  if (input === undefined || input === null) throw new NitroliteError('SIGNER_MISSING')
  if (typeof input === 'string') return asWallet(privateKeyWallet(input))
  const recognised = recogniseSigner(input)
  switch (recognised?.kind) {
    case 'ethers': return asWallet(await ethersWallet(recognised.signer), recognised)
    case 'viem': return asWallet(await viemWallet(recognised.client), recognised)
    case 'eip1193': return asWallet(await eip1193Wallet(recognised.provider), recognised)
    case 'login': {
      // Few apps hand over a login of their own.
      const { adoptLogin } = await import('./adoptLogin')
      return { kind: 'login', login: await adoptLogin(recognised.login) }
    }
    case undefined: throw new NitroliteError('SIGNER_UNSUPPORTED')
  }
}
