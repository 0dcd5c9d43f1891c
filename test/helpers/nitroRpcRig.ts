import { systemTimers } from '../../src/core/connection/runtime'
import { createConnection } from '../../src/core/connection/connection'
import type { ConnectionOptions } from '../../src/core/connection/connectionOptions'
import type { Connection, DecodedError, DecodedResponse } from '../../src/core/connection/types'
import { createEmbeddedClearnode, type EmbeddedClearnode, type EmbeddedClearnodeOptions } from '../../src/testing'
import type { Address, Hex } from '../../src/core/types'
import { privateKeyWallet } from '../../src/core/wallet/adapters'
import { createForgetfulLoginStore } from '../../src/core/wallet/loginStore'
import { javascriptSignatures } from '../../src/core/wallet/secp256k1'
import { sessionKeyFromPrivateKey, type SessionKey } from '../../src/core/wallet/sessionKey'
import type { TypedData, Wallet } from '../../src/core/wallet/types'
import type { Login } from '../../src/core/protocols/protocol'
import { digestOf, nitroRpcCodec } from '../../src/core/protocols/nitrorpc/codec'
import { createNitroRpc, type NitroRpcOptions } from '../../src/core/protocols/nitrorpc'
import { WANTED } from './wanted'

export const TIMEOUTS = { connect: 1_000, request: 2_000, close: 1_000, heartbeat: 0, pong: 1_000 }

export const OPTIONS: NitroRpcOptions = {
  url: 'ws://node.test',
  application: 'test-app',
  keep: { logins: createForgetfulLoginStore() },
  sessionKey: { lifetime: 3_600, scope: 'app.close', use: 'always', atLimit: 'refuse' },
  timeouts: TIMEOUTS,
  timers: systemTimers,
  signatures: javascriptSignatures,
}

const keyOf = (name: string): Hex => digestOf(`nitrorpc test ${name}`)

/** A wallet that keeps everything that it was asked to sign. */
export interface CountingWallet extends Wallet {
  readonly asked: TypedData[]
}

/**
 * Makes a wallet with a fixed key for each name.
 * @param sign replaces how it signs. @default with its key
 */
export function createWallet(name: string, sign?: (data: TypedData, wallet: Wallet) => Promise<Hex>): CountingWallet {
  const wallet = privateKeyWallet(keyOf(name))
  const asked: TypedData[] = []
  return {
    address: wallet.address,
    asked,
    signTypedData(data) {
      asked.push(data)
      return sign ? sign(data, wallet) : wallet.signTypedData(data)
    },
  }
}

/** An embedded ClearNode, and a protocol object with any number of connections to it. */
export function createRig(options: Partial<NitroRpcOptions> = {}, nodeOptions: EmbeddedClearnodeOptions = {}) {
  const node: EmbeddedClearnode = createEmbeddedClearnode(nodeOptions)
  const protocol = createNitroRpc({ ...OPTIONS, ...options })
  const sent: string[] = []

  async function connect(
    onOpen: ConnectionOptions['onOpen'] = async () => false, more: Partial<ConnectionOptions> = {},
  ): Promise<Connection> {
    const connection = createConnection({
      url: 'ws://node.test',
      WebSocket: node.WebSocket as never,
      codec: protocol.codec,
      timeouts: TIMEOUTS,
      reconnect: false,
      frameLimit: 1_000_000,
      ping: (pinged, deadline) => protocol.ping(pinged, deadline),
      onOpen,
      ...more,
    })
    connection.on('frame', ({ direction, text }) => { if (direction === 'sent') sent.push(text) })
    await connection.connect()
    return connection
  }

  /** Opens a connection and logs it in. */
  async function logIn(wallet: Wallet): Promise<{ connection: Connection, login: Login }> {
    const connection = await connect()
    return { connection, login: await protocol.authenticate(connection, { kind: 'wallet', wallet }, WANTED) }
  }

  /** Methods of all requests that were sent, over all connections. */
  const methodsSent = (): string[] => sent.map(text => (JSON.parse(text) as { req: [number, string] }).req[1])

  /** Opens a session in which the first participant has the whole quorum and holds 1 usdc. `more` replaces parts of it. */
  function openSession(participants: readonly Address[], more: Partial<Parameters<EmbeddedClearnode['createSession']>[0]> = {}): Hex {
    const [first = ''] = participants
    return node.createSession({
      application: 'test-app',
      participants,
      weights: participants.map((_, index) => index === 0 ? 100 : 0),
      quorum: 100,
      allocations: [{ participant: first, asset: 'usdc', amount: '1' }],
      ...more,
    }).id
  }

  return { node, protocol, connect, logIn, sent, methodsSent, openSession }
}

/** An answer of a scripted node: the params of a result, or an error text. */
export type Answer = { readonly params: unknown, readonly method?: string } | { readonly error: string }

/** The key of scripted nodes. */
export const BROKER: SessionKey = sessionKeyFromPrivateKey(keyOf('broker'))

/**
 * A connection to a node whose answers a test decides.
 * @param answer returns the answer to each call; `call` counts them from 1
 * @param key signs every answer; null signs none. @default `BROKER`
 * @param now the node's clock in Unix milliseconds
 */
export function scriptConnection(
  answer: (method: string, params: Record<string, unknown>, call: number) => Answer | Promise<Answer>,
  { key = BROKER, now = () => 1_795_465_307_508 }: { key?: SessionKey | null, now?: () => number } = {},
) {
  const calls: { method: string, params: Record<string, unknown>, sig: string[], options: unknown }[] = []
  let id = 2 ** 51
  let stamp = 0
  const connection = {
    socketName: 'socket-1',
    now,
    newRequestId: () => ++id,
    newStamp: () => (stamp = Math.max(now(), stamp + 1)),
    async request({ frame }, options): Promise<DecodedResponse | DecodedError> {
      const { req: [request, method, params], sig } = JSON.parse(frame) as { req: [number, string, Record<string, unknown>], sig: string[] }
      calls.push({ method, params, sig, options })
      const given = await answer(method, params, calls.length)
      const text = JSON.stringify('error' in given
        ? [request, 'error', { error: given.error }, now()]
        : [request, given.method ?? method, given.params, now()])
      const signatures = key ? [await key.signDigest(digestOf(text))] : []
      const decoded = nitroRpcCodec.decode(`{"res":${text},"sig":${JSON.stringify(signatures)}}`)
      if (decoded.kind !== 'response' && decoded.kind !== 'error') throw new Error(`The script made a frame of the kind ${decoded.kind}.`)
      return decoded
    },
  } satisfies Partial<Connection> as unknown as Connection
  return { connection, calls }
}
