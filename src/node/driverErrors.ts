import type { DatabaseProblem } from '../core/errors/databaseProblem'
import { propertyOf } from '../core/errors/thrown'

/**
 * Errors that a client of a database throws without an error code. Their text or class is the only fact that they have. Each text is
 * the beginning of a message; the first that fits counts. The tests find every one of them in the source of the client.
 */
export interface DriverErrors {
  readonly texts: Readonly<Record<string, DatabaseProblem>>
  /** By the name of the class. `name` of most of these errors is `Error`. */
  readonly classes: Readonly<Record<string, DatabaseProblem>>
}

/** Sources: `lib/client.js`, `lib/connection.js` and `lib/crypto/sasl.js` of pg 8.23, `index.js` of pg-pool 3.14. */
export const POSTGRES_ERRORS: DriverErrors = {
  texts: {
    // Every connection of the pool is busy or still being made, which is what happens when the server does not answer.
    'timeout exceeded when trying to connect': 'silent',
    'Connection terminated due to connection timeout': 'silent',
    'timeout expired': 'silent',
    'Query read timeout': 'silent',
    'Connection terminated unexpectedly': 'unreachable',
    'Client has encountered a connection error and is not queryable': 'unreachable',
    // Any other connection that was terminated: the app has called `end`.
    'Connection terminated': 'ended',
    'Client was closed and is not queryable': 'ended',
    'Cannot use a pool after calling end on the pool': 'ended',
    'The server does not support SSL connections': 'encryption',
    'There was an error establishing an SSL connection': 'encryption',
    'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a': 'login',
  },
  classes: {},
}

/** Sources: `built/` of ioredis 5.11, `dist/lib/errors.js` of @redis/client 6.3. */
export const REDIS_ERRORS: DriverErrors = {
  texts: {
    'Command timed out': 'silent',
    'Socket timeout. Expecting data': 'silent',
    // ioredis has ended: the app has called `quit` or `disconnect`, or its `retryStrategy` has given up.
    'Connection is closed.': 'ended',
    'Stream isn\'t writeable and enableOfflineQueue options is false': 'unreachable',
    'All sentinels are unreachable': 'unreachable',
    'None of startup nodes is available': 'unreachable',
    'Cluster isn\'t ready and enableOfflineQueue options is false': 'cluster',
    'Too many Cluster redirections': 'cluster',
  },
  classes: {
    MaxRetriesPerRequestError: 'unreachable',
    ClusterAllFailedError: 'unreachable',
    SocketClosedUnexpectedlyError: 'unreachable',
    ClientOfflineError: 'unreachable',
    RootNodesUnavailableError: 'unreachable',
    ConnectionTimeoutError: 'silent',
    SocketTimeoutError: 'silent',
    SocketTimeoutDuringMaintenanceError: 'silent',
    CommandTimeoutDuringMaintenanceError: 'silent',
    // Without a text if a command has timed out.
    TimeoutError: 'silent',
    MaxCommandRedirectionsError: 'cluster',
    ClientClosedError: 'ended',
    DisconnectsClientError: 'ended',
  },
}

/** @returns undefined if the client of the database says something else */
export function driverProblem(thrown: unknown, { texts, classes }: DriverErrors): DatabaseProblem | undefined {
  const ofClass = classes[String(propertyOf(propertyOf(thrown, 'constructor'), 'name'))]
  const message = String(propertyOf(thrown, 'message'))
  return ofClass ?? Object.entries(texts).find(([text]) => message.startsWith(text))?.[1]
}
