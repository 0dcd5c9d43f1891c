import type { Proposal } from '../../closing/types'
import { NitroliteError } from '../../errors/errors'
import type { Address, Hex } from '../../types'
import { createPrivateKey, sessionKeyFromPrivateKey } from '../../wallet/sessionKey'
import type { CoSignedProposals, CoSignerOptions } from '../signing'
import type { WalletSigner } from './delegation'
import { keyStateDigest, messageDigest, SIGNED_BY } from './digests'
import { keyStateOf } from './keyState'
import { registerWithinLimit, type KeyLimitParts } from './keyLimit'

/** What makes the signatures of a co-signer. */
export interface CoSignerParts extends KeyLimitParts {
  readonly wallet: Address
}

/**
 * Signs proposals that another participant will send. Nothing in a signature of a nitronode says when it ends. So a new key signs,
 * which the wallet allows for this session alone and for a short time. The key exists only in this call, so nobody can register it
 * again after its end: that would revive its signatures.
 * @throws `WALLET_…`, `SIGNER_…`, `AUTH_…`, `REQUEST_ABORTED`, and what `Connection.request` throws. No signature exists then
 */
export async function coSign(
  parts: CoSignerParts, sessionId: Hex, proposals: readonly Proposal[], { life, isByWallet, onKeyMade, signal }: CoSignerOptions,
): Promise<CoSignedProposals> {
  const { connection, wallet, sign: signWithWallet } = parts
  const sign = async (mark: Hex, signMessage: WalletSigner): Promise<Hex[]> => {
    const signatures: Hex[] = []
    // One after the other: a wallet shows one question at a time.
    for (const { digest } of proposals) signatures.push(`${mark}${(await signMessage(digest)).slice(2)}`)
    return signatures
  }
  if (isByWallet) return { signatures: await sign(SIGNED_BY.wallet, signWithWallet), signer: wallet, policy: null }
  const privateKey = createPrivateKey()
  const key = sessionKeyFromPrivateKey(privateKey)
  const unsigned = {
    wallet, sessionKey: key.address, application: '', scope: sessionId, challenge: '',
    expiresAt: Math.floor((connection.now() + life) / 1000),
  }
  const policy = { ...unsigned, signature: await signWithWallet(keyStateDigest(keyStateOf(unsigned))) }
  // The person may have given up while the wallet was open.
  if (signal.aborted) throw new NitroliteError('REQUEST_ABORTED', { method: 'sign' })
  await onKeyMade(key.address)
  await registerWithinLimit(parts, { privateKey, policy, jwt: '' })
  return { signatures: await sign(SIGNED_BY.key, digest => key.signDigest(messageDigest(digest))), signer: key.address, policy }
}
