import type { ClosingContext } from '../closing/context'
import type { ReconnectHints } from '../connection/reconnectOptions'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { ClientRelayOptions } from './options'
import { createRelayTransport } from './relayTransport'
import { createStatementSigner, signStatementsByKey, type StatementSigner } from './statementSigner'
import type { Transport } from './transport'

/**
 * Connects to a relay with the login of the client. The participants of each room are those that the node lists.
 * @param hints when the client itself reconnects at once: the network of the relay is back then too
 */
export function relayOf(
  { signer, reconnect, ...options }: ClientRelayOptions, contextOf: () => ClosingContext, hints: ReconnectHints | undefined,
): Transport {
  return createRelayTransport({
    ...options,
    reconnect: { ...hints && { hints }, ...reconnect },
    signer: () => signer === undefined ? signerOfLogin(contextOf()) : createStatementSigner(signer),
    participantsOf: async ({ sessionId }) => {
      const { protocol, present } = contextOf()
      return addressesOf(await protocol.readSession(present().connection, sessionId))
    },
  })
}

/** @throws `SIGNER_MISSING` where the login has no session key with a policy to show */
function signerOfLogin({ present }: ClosingContext): StatementSigner {
  const { wallet, signer, policy } = present().login
  if (policy !== null) return signStatementsByKey(signer, policy)
  throw new NitroliteError('SIGNER_MISSING', { wallet })
}
