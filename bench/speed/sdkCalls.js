import {
  createAuthRequestMessage, createAuthVerifyMessageFromChallenge, createCloseAppSessionMessage, createECDSAMessageSigner,
  createEIP712AuthMessageSigner, parseAuthChallengeResponse, parseAuthVerifyResponse, parseCloseAppSessionResponse,
} from '@erc7824/nitrolite'
import { createWalletClient, custom } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

/** Logs in to a ClearNode with a session key. */
export async function logIn(socket, { wallet, sessionKey, application }) {
  const policy = {
    session_key: privateKeyToAccount(sessionKey).address, scope: 'app.close', allowances: [],
    expires_at: BigInt(Math.floor(Date.now() / 1000) + 86_400),
  }
  const account = privateKeyToAccount(wallet.privateKey)
  const walletClient = createWalletClient({ account, transport: custom({ request: async () => null }) })
  const challenge = parseAuthChallengeResponse(
    await socket.ask(await createAuthRequestMessage({ address: account.address, application, ...policy })))
  const verified = parseAuthVerifyResponse(await socket.ask(await createAuthVerifyMessageFromChallenge(
    createEIP712AuthMessageSigner(walletClient, policy, { name: application }), challenge.params.challengeMessage)))
  if (!verified.params.success) throw new Error('The node refused the login.')
}

/** Builds the frame of a close as the SDK does. */
export const closeFrame = ({ id }, allocations, sessionKey) =>
  createCloseAppSessionMessage(createECDSAMessageSigner(sessionKey), { app_session_id: id, allocations })

/** Reads the answer to a close as the SDK does. */
export const readCloseAnswer = parseCloseAppSessionResponse
