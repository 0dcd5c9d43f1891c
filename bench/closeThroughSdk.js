import {
  createAuthRequestMessage, createAuthVerifyMessageFromChallenge, createCloseAppSessionMessage,
  createECDSAMessageSigner, createEIP712AuthMessageSigner, parseAnyRPCResponse,
} from '@erc7824/nitrolite'

/** The parts of the SDK for the same task: login, the close request, and reading the answers. `size-limit` measures them. */
export async function closeMessages(wallet, login, challenge, sessionKey, request, answer) {
  return [
    await createAuthRequestMessage(login),
    await createAuthVerifyMessageFromChallenge(
      createEIP712AuthMessageSigner(wallet, login, { name: login.application }), challenge,
    ),
    await createCloseAppSessionMessage(createECDSAMessageSigner(sessionKey), request),
    parseAnyRPCResponse(answer),
  ]
}
