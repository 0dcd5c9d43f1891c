import {
  createAuthRequestMessage, createAuthVerifyMessageFromChallenge, createCloseAppSessionMessage,
  createECDSAMessageSigner, createEIP712AuthMessageSigner, parseAnyRPCResponse,
} from '@erc7824/nitrolite'

/** What the same call takes of the SDK: login, the close request, and reading the answers. */
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
