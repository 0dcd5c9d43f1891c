import { NitroliteError } from '../errors/errors'
import { eip1193Wallet, ethersWallet, privateKeyWallet, viemWallet } from './adapters'
import { adoptLogin } from './adoptLogin'
import { recogniseBrowserProvider, recogniseSigner } from './signerKind'
import type { RecognisedSigner, ResolvedSigner, SignatureEngine, SignerInput, Wallet } from './types'
import { askWallet } from './walletErrors'

const asWallet = (wallet: Wallet, source?: RecognisedSigner): ResolvedSigner =>
  ({ kind: 'wallet', wallet, ...(source && { source }) })

/**
 * Turns everything that the `signer` option accepts into one interface. It may ask the wallet for its account. It signs
 * nothing, except one meaningless digest with an adopted `signDigest` whose address is unknown.
 *
 * A Vue proxy around the signer itself is removed. Proxies further inside are not, so keep signers out of reactive state.
 * @param engine computes the signatures of a private key. @default in JavaScript
 * @throws `SIGNER_MISSING`, `SIGNER_UNSUPPORTED`, `OPTIONS_INVALID`, `WALLET_REJECTED`, `WALLET_PENDING`,
 * `WALLET_NO_ACCOUNT`, `WALLET_FAILED`
 */
export async function resolveWallet(input: SignerInput | null | undefined, engine?: SignatureEngine): Promise<ResolvedSigner> {
  if (input === undefined || input === null) throw new NitroliteError('SIGNER_MISSING')
  if (typeof input === 'string') return asWallet(privateKeyWallet(input, engine))
  const recognised = recogniseSigner(input) ?? await recogniseSignerOf(input)
  switch (recognised?.kind) {
    case 'ethers': return asWallet(await ethersWallet(recognised.signer), recognised)
    case 'viem': return asWallet(await viemWallet(recognised.client), recognised)
    case 'eip1193': return asWallet(await eip1193Wallet(recognised.provider), recognised)
    case 'login': return { kind: 'login', login: await adoptLogin(recognised.login, engine) }
    case undefined: throw new NitroliteError('SIGNER_UNSUPPORTED')
  }
}

/** Asks an ethers `BrowserProvider` for its signer. Returns null for anything else. @throws `WALLET_…` */
async function recogniseSignerOf(input: SignerInput): Promise<RecognisedSigner | null> {
  const provider = recogniseBrowserProvider(input)
  return provider && recogniseSigner(await askWallet(() => provider.getSigner()))
}
