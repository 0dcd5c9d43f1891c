import { doubling } from '../../core/closing/policy/pauses'
import { createNitroliteClient } from '../../core/client/createNitroliteClient'
import type { NitroliteClient } from '../../core/client/types'
import type { Timers } from '../../core/connection/types'
import { toNitroliteError, type NitroliteError } from '../../core/errors/errors'
import type { ClosingHistory } from '../../core/history/types'
import type { Peers } from '../../core/peers/peers'
import type { GuardedJournal } from './guardedJournal'
import type { RoomClientOptions } from './options'
import type { LoginStore } from '../../core/wallet/loginStore'

/** A connection of the pool. */
export interface PooledConnection {
  readonly client: NitroliteClient
  readonly journal: GuardedJournal
}

export interface ConnectionPool {
  readonly connections: readonly PooledConnection[]
  /** Index of the connection that closes a session. Always the same, so that a later answer settles an earlier one. */
  indexOf(sessionId: string): number
  /** Opens all connections. The first one logs in; the others use its login. @throws like `NitroliteClient.connect` */
  connect(): Promise<void>
  /**
   * Connects again what a client has given up, if it is time. A client gives up when the wallet does not sign or the login is refused,
   * and waits for a person. A server has none. Never rejects.
   */
  connectAgain(): void
  dispose(): void
}

export interface ConnectionPoolParts {
  readonly options: RoomClientOptions
  readonly timers: Timers
  readonly count: number
  readonly logins: LoginStore
  readonly history: ClosingHistory
  createJournal(): GuardedJournal
  /** A connection may be ready now, or no longer. */
  onStatus(): void
  onError(error: NitroliteError): void
}

/** Each session has its own connection, so the connections need not communicate. */
const alone: Peers = { join: () => ({ hold: async () => {}, tell: () => {}, leave: () => {} }) }

/** Session ids are hashes, so any part of them is spread evenly. */
const DIGITS = 8

/** Between two tries to connect what a client has given up, in milliseconds; the first pause doubles up to the longest. */
const AGAIN_PAUSES = { first: 1_000, longest: 60_000 }

export function createConnectionPool({ options, timers, count, logins, history, createJournal, onStatus, onError }: ConnectionPoolParts): ConnectionPool {
  const connections = Array.from({ length: count }, (): PooledConnection => {
    const journal = createJournal()
    const client = createNitroliteClient({ ...options, keep: { ...options.keep, closings: journal, history, logins, tabs: alone } })
    client.on('status', onStatus)
    client.on('error', onError)
    return { client, journal }
  })

  let hasConnected = false
  /** The tries since a connection was last logged in, and when the next one is due, by `Timers.elapsed`. */
  const tries = connections.map(() => ({ count: 0, dueAt: -Infinity }))

  async function connectOneAgain({ client }: PooledConnection, index: number): Promise<void> {
    const tried = tries[index]
    if (!tried) return
    if (client.status === 'ready') tried.count = 0
    if (client.status !== 'closed') return
    if (tried.count === 0) tried.dueAt = timers.elapsed() + doubling(AGAIN_PAUSES, tried.count += 1)
    if (timers.elapsed() < tried.dueAt) return
    // No other try begins before this one has ended.
    tried.dueAt = Infinity
    try {
      await client.connect()
    }
    catch (thrown) {
      onError(toNitroliteError(thrown, 'LIBRARY_DEFECT'))
    }
    tried.dueAt = timers.elapsed() + doubling(AGAIN_PAUSES, tried.count += 1)
  }

  return {
    connections,
    indexOf: sessionId => Number.parseInt(sessionId.slice(-DIGITS), 16) % count,
    async connect() {
      const [first, ...others] = connections
      await first?.client.connect()
      await Promise.all(others.map(({ client }) => client.connect()))
      hasConnected = true
    },
    connectAgain() {
      if (hasConnected) connections.forEach((connection, index) => { void connectOneAgain(connection, index) })
    },
    dispose() {
      for (const { client } of connections) client.dispose()
    },
  }
}
