import { onTestFinished } from 'vitest'
import type { NitroliteError } from '../../src/core/errors/errors'
import { createRelayTransport, type RelayTransportOptions } from '../../src/core/cosigning/relayTransport'
import { createStatementSigner } from '../../src/core/cosigning/statementSigner'
import type { Transport } from '../../src/core/cosigning/transport'
import type { Hex } from '../../src/core/types'
import { PARTICIPANTS, type RelayRig, roomNumber } from './relayRig'

export const ROOM = roomNumber(1)

/** A client of the relay of a rig. It is closed when the test ends. */
export function transportOf(rig: RelayRig, key: Hex, options: Partial<RelayTransportOptions> = {}): Transport {
  const { time: { after, now, elapsed }, WebSocket } = rig
  const transport = createRelayTransport({
    url: 'wss://relay.test/', signer: () => createStatementSigner(key), participantsOf: () => PARTICIPANTS, WebSocket, timers: { after, now, elapsed }, random: () => 0, ...options,
  })
  onTestFinished(() => { transport.close() })
  return transport
}

/** Everything that a listener gets, as hex. */
export function heardBy(transport: Transport, room = ROOM): { readonly messages: string[], stop(): void } {
  const messages: string[] = []
  return { messages, stop: transport.subscribe(room, message => messages.push(Buffer.from(message).toString('hex'))) }
}

/** How a promise has ended so far. */
export function outcomeOf(promise: Promise<void>): { state: string, reason: string } {
  const outcome = { state: 'waiting', reason: '' }
  promise.then(() => { outcome.state = 'sent' }, (error: NitroliteError) => {
    outcome.state = error.code
    outcome.reason = String(error.info.data.reason)
  })
  return outcome
}
