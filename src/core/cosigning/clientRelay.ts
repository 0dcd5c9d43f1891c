import type { ClosingContext } from '../closing/context'
import type { ReconnectHints } from '../connection/reconnectOptions'
import type { WebSocketConstructor } from '../connection/types'
import { NitroliteError } from '../errors/errors'
import { addressesOf } from '../sessions/allocations'
import type { ClientRelayOptions } from './options'
import { createRelayTransport } from './relayTransport'
import { createStatementSigner, signStatementsByKey, type StatementSigner } from './statementSigner'
import type { Transport } from './transport'

/** What a relay takes over from the client, unless its own options say something else. */
export interface RelayDefaults {
  /** When the client itself reconnects at once: the network of the relay is back then too. */
  readonly hints: ReconnectHints | undefined
  readonly WebSocket: WebSocketConstructor | undefined
}

/** Connects to a relay with the login of the client. The participants of each room are those that the node lists. */
export function relayOf(
  { signer, reconnect, signal: _signal, ...options }: ClientRelayOptions, contextOf: () => ClosingContext, { hints, WebSocket }: RelayDefaults,
): Transport {
  return createRelayTransport({
    ...WebSocket && { WebSocket },
    ...options,
    reconnect: { ...hints && { hints }, ...reconnect },
    signer: () => signer === undefined ? signerOfLogin(contextOf()) : createStatementSigner(signer),
    participantsOf: async ({ sessionId }) => {
      const { protocol, present } = contextOf()
      return addressesOf(await protocol.readSession(present().connection, sessionId))
    },
  })
}

/** @throws `SIGNER_MISSING` if the login has no session key with a policy to show */
function signerOfLogin({ present }: ClosingContext): StatementSigner {
  const { wallet, signer, policy } = present().login
  if (policy !== null) return signStatementsByKey(signer, policy)
  throw new NitroliteError('SIGNER_MISSING', { wallet })
}
