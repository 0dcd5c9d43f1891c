import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { RelayFrame } from '../../src/core/cosigning/relay/frames'
import { createRelayTransport } from '../../src/core/cosigning/relayTransport'
import { createStatementSigner } from '../../src/core/cosigning/statementSigner'
import type { Transport } from '../../src/core/cosigning/transport'
import type { Hex } from '../../src/core/types'
import { createRelay, type Relay, type RelayOptions } from '../../src/relay/createRelay'
import { ALICE, ALICE_KEY, BOB, BOB_KEY } from './people'
import { heardBy, ROOM } from './relayTransports'

/** Origin of the pages that a relay of these tests lets in. */
export const APP = 'https://app.test'

export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 10 })

/** Starts a relay on a port of this machine. It is closed when the test ends. */
export async function startRelay(options: Partial<RelayOptions> = {}): Promise<Relay & { readonly url: string }> {
  const relay = await createRelay({ origins: [APP], ...options })
  onTestFinished(() => relay.close())
  return { ...relay, metrics: relay.metrics, url: `ws://127.0.0.1:${relay.port}${options.path ?? '/'}` }
}

/** A client of a relay. It is closed when the test ends. */
export function clientOf(url: string, key: Hex): Transport {
  const transport = createRelayTransport({
    url, signer: () => createStatementSigner(key), participantsOf: () => [ALICE, BOB], WebSocket, reconnect: { initialDelay: 10, maxDelay: 50 },
  })
  onTestFinished(() => { transport.close() })
  return transport
}

/** A client that sends what it likes. */
export interface RawSocket {
  readonly socket: WebSocket
  readonly frames: RelayFrame[]
  /** The close code; null while the socket is open. */
  readonly code: () => number | null
}

export async function openRawSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(url)
  const frames: RelayFrame[] = []
  let code: number | null = null
  socket.on('message', data => frames.push(JSON.parse(String(data)) as RelayFrame))
  socket.on('close', (reason) => { code = reason })
  socket.on('error', () => {})
  onTestFinished(() => { socket.terminate() })
  await new Promise((resolve) => { socket.once('open', resolve) })
  return { socket, frames, code: () => code }
}

/** Connects to a port without WebSocket. */
export function connectTo(port: number | null): { readonly connection: Socket, readonly ended: Promise<void> } {
  const connection = connect(port ?? 0, '127.0.0.1')
  onTestFinished(() => { connection.destroy() })
  connection.on('error', () => {})
  const ended = new Promise<void>((resolve) => { connection.on('close', () => { resolve() }) })
  connection.resume()
  return { connection, ended }
}

/** Enters the room. @returns the answer to the challenge, as it was sent */
export async function enter({ socket, frames }: RawSocket, key: Hex, address: string): Promise<string> {
  socket.send(JSON.stringify({ type: 'ask', room: ROOM }))
  await eventually(() => expect(frames.at(-1)?.type).toBe('challenge'))
  const challenge = frames.at(-1)
  if (challenge?.type !== 'challenge') throw new Error('There is no challenge.')
  const { origin, nonce, end } = challenge
  const signature = await (await createStatementSigner(key)).sign({ purpose: 'enter room', origin, room: ROOM, nonce, end })
  const answer = JSON.stringify({ type: 'enter', room: ROOM, participants: [ALICE, BOB], address, signature, policy: null })
  const before = frames.length
  socket.send(answer)
  await eventually(() => expect(frames.length).toBeGreaterThan(before))
  return answer
}

/** Shows that the relay still serves others: two participants exchange a message. */
export async function expectService(url: string): Promise<void> {
  const [alice, bob] = [clientOf(url, ALICE_KEY), clientOf(url, BOB_KEY)]
  const { messages } = heardBy(bob)
  await alice.publish(ROOM, Uint8Array.of(0xaa))
  await eventually(() => expect(messages).toContain('aa'))
}
