import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { checksumAddress, hasWrongChecksum } from './address'
import { keccakOfText } from './keccak'
import { sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature } from './readSignature'
import { recoverDigestSigner } from './signature'
import type { AdoptedLogin, RequestSigner, ResolvedLogin, SignatureEngine } from './types'
import { askWallet } from './walletErrors'

/**
 * Checks a login of the app and creates its request signer. If only `signDigest` is given, it signs one digest here, so
 * that its address can be recovered. That digest is the hash of a plain sentence, which no node could take for a request.
 * @param engine computes the signatures of a session key. @default in JavaScript
 * @throws `OPTIONS_INVALID`; `WALLET_FAILED` when `signDigest` does not return a signature
 */
export async function adoptLogin(login: AdoptedLogin, engine?: SignatureEngine): Promise<ResolvedLogin> {
  const wallet = readAddress(login.address, 'signer.address')
  return { wallet, signer: await requestSigner(wallet, login, engine), jwt: login.jwt ?? null }
}

async function requestSigner(wallet: Address, login: AdoptedLogin, engine?: SignatureEngine): Promise<RequestSigner> {
  const { sessionKey, signerAddress } = login
  if ((sessionKey === undefined) === (login.signDigest === undefined)) {
    throw invalid('signer', 'A login needs either sessionKey or signDigest, and not both.')
  }
  if (sessionKey !== undefined) return { wallet, ...sessionKeyFromPrivateKey(sessionKey, 'signer.sessionKey', engine) }

  const named = signerAddress === undefined ? undefined : readAddress(signerAddress, 'signer.signerAddress')
  const signDigest = async (digest: Hex) => readWalletSignature(await askWallet(() => login.signDigest?.(digest)), named)
  const address = named ?? await findSigner(wallet, signDigest)
  return { wallet, address, signDigest }
}

async function findSigner(wallet: Address, signDigest: RequestSigner['signDigest']): Promise<Address> {
  const digest = keccakOfText('vue-nitrolite asks which key signs here')
  const address = recoverDigestSigner(digest, await signDigest(digest))
  if (address) return address
  throw new NitroliteError('WALLET_FAILED', { reason: `What signDigest returned is not a valid signature. The session key of ${wallet} should have signed.` })
}

function readAddress(value: unknown, option: string): Address {
  const address = checksumAddress(value)
  if (address) return address
  throw invalid(option, hasWrongChecksum(value)
    ? 'Its upper-case and lower-case letters do not match its checksum (EIP-55), so at least one character is wrong.'
    : 'Its address is malformed or zero.')
}

const invalid = (option: string, reason: string) => new NitroliteError('OPTIONS_INVALID', { option, reason })
