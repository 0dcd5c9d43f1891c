import { NitroliteError } from '../errors/errors'
import type { Address, Hex } from '../types'
import { checksumAddress } from './address'
import { keccakOfText } from './keccak'
import { sessionKeyFromPrivateKey } from './sessionKey'
import { readWalletSignature, recoverDigestSigner } from './signature'
import type { AdoptedLogin, RequestSigner, ResolvedLogin } from './types'
import { askWallet } from './walletErrors'

/**
 * Checks a login of the app and makes its request signer. Where only `signDigest` is given, it signs one digest here
 * from which its address is recovered: that of a plain sentence, which no node could read as a request.
 * @throws `OPTIONS_INVALID`; `WALLET_FAILED` when `signDigest` gives no signature
 */
export async function adoptLogin(login: AdoptedLogin): Promise<ResolvedLogin> {
  const wallet = readAddress(login.address, 'signer.address')
  return { wallet, signer: await requestSigner(wallet, login), jwt: login.jwt ?? null }
}

async function requestSigner(wallet: Address, login: AdoptedLogin): Promise<RequestSigner> {
  const { sessionKey, signDigest: sign, signerAddress } = login
  if ((sessionKey === undefined) === (sign === undefined)) {
    throw invalid('signer', 'It needs either sessionKey or signDigest.')
  }
  if (sessionKey !== undefined) return { wallet, ...sessionKeyFromPrivateKey(sessionKey, 'signer.sessionKey') }

  const signDigest = async (digest: Hex) => readWalletSignature(await askWallet(() => login.signDigest?.(digest)))
  const address = signerAddress === undefined
    ? await findSigner(signDigest)
    : readAddress(signerAddress, 'signer.signerAddress')
  return { wallet, address, signDigest }
}

async function findSigner(signDigest: RequestSigner['signDigest']): Promise<Address> {
  const digest = keccakOfText('vue-nitrolite asks which key signs here')
  const address = recoverDigestSigner(digest, await signDigest(digest))
  if (address) return address
  throw new NitroliteError('WALLET_FAILED', { reason: 'What signDigest returned is no signature.' })
}

function readAddress(value: unknown, option: string): Address {
  const address = checksumAddress(value)
  if (address) return address
  throw invalid(option, 'Its address is malformed or zero.')
}

const invalid = (option: string, reason: string) => new NitroliteError('OPTIONS_INVALID', { option, reason })
