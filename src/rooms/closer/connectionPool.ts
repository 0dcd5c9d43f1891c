import { createNitroliteClient } from '../../core/client/createNitroliteClient'
import type { NitroliteClient } from '../../core/client/types'
import type { NitroliteError } from '../../core/errors/errors'
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
  dispose(): void
}

export interface ConnectionPoolParts {
  readonly options: RoomClientOptions
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

export function createConnectionPool({ options, count, logins, history, createJournal, onStatus, onError }: ConnectionPoolParts): ConnectionPool {
  const connections = Array.from({ length: count }, (): PooledConnection => {
    const journal = createJournal()
    const client = createNitroliteClient({ ...options, keep: { ...options.keep, closings: journal, history, logins, tabs: alone } })
    client.on('status', onStatus)
    client.on('error', onError)
    return { client, journal }
  })

  return {
    connections,
    indexOf: sessionId => Number.parseInt(sessionId.slice(-DIGITS), 16) % count,
    async connect() {
      const [first, ...others] = connections
      await first?.client.connect()
      await Promise.all(others.map(({ client }) => client.connect()))
    },
    dispose() {
      for (const { client } of connections) client.dispose()
    },
  }
}
