import {
  createAuthRequestMessage, createAuthVerifyMessageFromChallenge, createECDSAMessageSigner, createEIP712AuthMessageSigner,
  parseAuthChallengeResponse, parseAuthVerifyResponse, type MessageSigner, type RPCAllowance,
} from '@erc7824/nitrolite'
import { createWalletClient, custom } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Address, Hex, WebSocketLike } from '../../src/core'
import { APPLICATION } from './flow'

/** A client that uses only the SDK. */
export interface SdkClient {
  readonly socket: WebSocketLike
  readonly wallet: Address
  /** Signs requests with the session key. */
  readonly signer: MessageSigner
  readonly token: string
  /** Every received frame, as text. */
  readonly received: readonly string[]
  /** Sends a frame. @returns the text of the answer with its id */
  ask(frame: string): Promise<string>
}

export interface SdkLogin {
  readonly walletKey: Hex
  readonly sessionKey: Hex
  readonly application?: string
  readonly allowances?: RPCAllowance[]
}

const idOf = (frame: string): number => {
  const { req, res } = JSON.parse(frame) as { req?: [number], res?: [number] }
  return (req ?? res)?.[0] ?? 0
}

async function openSocket(socket: WebSocketLike) {
  const received: string[] = []
  const waiting = new Map<number, (raw: string) => void>()
  socket.addEventListener('message', event => {
    const raw = String((event as { data: unknown }).data)
    received.push(raw)
    waiting.get(idOf(raw))?.(raw)
  })
  await new Promise<void>((resolve) => { socket.addEventListener('open', () => { resolve() }) })
  const ask = (frame: string) => new Promise<string>((resolve) => {
    waiting.set(idOf(frame), resolve)
    socket.send(frame)
  })
  return { received, ask }
}

/** Logs in over a socket that is still opening, with builders and parsers of the SDK only. */
export async function logInBySdk(
  socket: WebSocketLike, { walletKey, sessionKey, application = APPLICATION, allowances = [] }: SdkLogin,
): Promise<SdkClient> {
  const { received, ask } = await openSocket(socket)
  const account = privateKeyToAccount(walletKey)
  const session_key = privateKeyToAccount(sessionKey).address
  const policy = { session_key, scope: 'app.close', expires_at: BigInt(Math.floor(Date.now() / 1000) + 3600), allowances }
  const challenge = parseAuthChallengeResponse(
    await ask(await createAuthRequestMessage({ address: account.address, application, ...policy })))
  const wallet = createWalletClient({ account, transport: custom({ request: async () => null }) })
  const signPolicy = createEIP712AuthMessageSigner(wallet, policy, { name: application })
  const verified = parseAuthVerifyResponse(
    await ask(await createAuthVerifyMessageFromChallenge(signPolicy, challenge.params.challengeMessage)))
  if (!verified.params.success || verified.params.jwtToken === undefined) throw new Error('The node refused the login of the SDK.')
  return {
    socket, wallet: account.address, signer: createECDSAMessageSigner(sessionKey), token: verified.params.jwtToken, received, ask,
  }
}
