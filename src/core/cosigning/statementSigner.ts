import { bytesToHex } from '@noble/curves/abstract/utils'
import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { resolveWallet } from '../wallet/resolveWallet'
import { signMessage } from '../wallet/signMessage'
import type { RecognisedSigner, RequestSigner, SessionKeyPolicy, SignerInput } from '../wallet/types'
import { type Statement, statementDigest, statementText } from './statements'

/** Signs statements for one participant. */
export interface StatementSigner {
  /** EIP-55 checksummed. */
  readonly participant: Address
  /** The policy of the session key that signs; null when the wallet signs itself. */
  readonly policy: SessionKeyPolicy | null
  /**
   * Signs the text of a statement as a message (EIP-191). A wallet may ask the person.
   * @throws `WALLET_…`; `OPTIONS_INVALID` for a statement whose fields are malformed
   */
  sign(statement: Statement): Promise<Hex>
}

/** @throws `OPTIONS_INVALID` */
function textToSign(statement: Statement): string {
  const text = statementText(statement)
  if (text === null) throw new NitroliteError('OPTIONS_INVALID', { option: 'statement', reason: 'A field does not have the expected form.' })
  return text
}

/** Signs with a key in memory: that of a wallet, or a session key with the policy of its wallet. */
export const signStatementsByKey = ({ wallet, signDigest }: RequestSigner, policy: SessionKeyPolicy | null): StatementSigner => ({
  participant: wallet,
  policy,
  sign: async statement => signDigest(statementDigest(textToSign(statement))),
})

/** Signs with a wallet that shows the text of the statement to the person. */
const signStatementsByWallet = (source: RecognisedSigner, wallet: Address): StatementSigner => ({
  participant: wallet,
  policy: null,
  sign: async statement => signMessage(source, wallet, `0x${bytesToHex(new TextEncoder().encode(textToSign(statement)))}`),
})

/**
 * Makes a signer of statements from a wallet or a private key. A wallet asks the person for each statement. A client that is
 * logged in to a ClearNode has a session key, which asks nobody.
 * @throws `SIGNER_MISSING`, `SIGNER_UNSUPPORTED`, `OPTIONS_INVALID`, `WALLET_…`
 */
export async function createStatementSigner(input: SignerInput): Promise<StatementSigner> {
  const resolved = await resolveWallet(input)
  if (resolved.kind === 'login') {
    const { wallet, signer } = resolved.login
    // Nobody else can look up whose key a session key is, and an adopted login has no policy to show.
    if (signer.address !== wallet) throw new NitroliteError('SIGNER_UNSUPPORTED')
    return signStatementsByKey(signer, null)
  }
  const { wallet: { address, signDigest }, source } = resolved
  if (signDigest) return signStatementsByKey({ wallet: address, address, signDigest }, null)
  if (!source) throw new NitroliteError('SIGNER_UNSUPPORTED')
  return signStatementsByWallet(source, address)
}
