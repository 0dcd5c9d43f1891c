import { NitroliteError, type NitroliteErrorCode } from '../core/errors/errors'
import { textOfThrown } from '../core/errors/thrownText'

/** The databases that this library speaks to. */
export type Database = 'Postgres' | 'Redis'

/**
 * What is wrong with a database, as far as its error code says. It selects the advice in the texts of `JOURNAL_UNAVAILABLE` and
 * `JOURNAL_FAILED`.
 * - `login`: the name or the password is wrong
 * - `admission`: the server does not admit this user, address or unencrypted connection
 * - `unreachable`: no server accepts connections there
 * - `host`: the name of the host is unknown
 * - `silent`: the server did not reply in time
 * - `encryption`: the encrypted connection failed, for example because of the certificate
 * - `missing`: the database, schema or table does not exist
 * - `right`: the user may not do it
 * - `settings`: the server may lose what it has confirmed
 * - `hidden settings`: the user may not read the settings of the server
 * - `readOnly`: the server is a replica
 * - `replicas`: too few replicas have the write
 * - `cluster`: the command did not reach the node of the cluster that holds the key, or the cluster is incomplete
 * - `full`: the server has no room
 * - `busy`: the server has too many connections, or is starting or stopping
 * - `other`: anything else
 */
export type DatabaseProblem =
  | 'login' | 'admission' | 'unreachable' | 'host' | 'silent' | 'encryption' | 'missing' | 'right' | 'settings' | 'hidden settings'
  | 'readOnly' | 'replicas' | 'cluster' | 'full' | 'busy' | 'other'

/** Error codes of Node.js and of TLS. */
const SYSTEM_PROBLEMS: Readonly<Record<string, DatabaseProblem>> = {
  ECONNREFUSED: 'unreachable',
  ENOTFOUND: 'host',
  EAI_AGAIN: 'host',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'silent',
  ENETUNREACH: 'silent',
  EPROTO: 'encryption',
  ERR_SSL_WRONG_VERSION_NUMBER: 'encryption',
  ERR_TLS_CERT_ALTNAME_INVALID: 'encryption',
  CERT_HAS_EXPIRED: 'encryption',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'encryption',
  SELF_SIGNED_CERT_IN_CHAIN: 'encryption',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'encryption',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'encryption',
}

/** SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const POSTGRES_PROBLEMS: Readonly<Record<string, DatabaseProblem>> = {
  '28P01': 'login',
  '28000': 'admission',
  '3D000': 'missing',
  '3F000': 'missing',
  '42P01': 'missing',
  '42501': 'right',
  '25006': 'readOnly',
  '53100': 'full',
  '53200': 'full',
  '53300': 'busy',
  '57P01': 'busy',
  '57P03': 'busy',
}

/** The first word of the error replies of Redis. */
const REDIS_PROBLEMS: Readonly<Record<string, DatabaseProblem>> = {
  NOAUTH: 'login',
  WRONGPASS: 'login',
  NOPERM: 'right',
  READONLY: 'readOnly',
  NOREPLICAS: 'replicas',
  MOVED: 'cluster',
  ASK: 'cluster',
  TRYAGAIN: 'cluster',
  CROSSSLOT: 'cluster',
  CLUSTERDOWN: 'cluster',
  OOM: 'full',
  MISCONF: 'full',
  LOADING: 'busy',
  BUSY: 'busy',
  MASTERDOWN: 'busy',
}

/** Errors of Redis clients that have neither a code nor a reply of the server. */
const CLIENT_PROBLEMS: Readonly<Record<string, DatabaseProblem>> = {
  MaxRetriesPerRequestError: 'unreachable',
  ClusterAllFailedError: 'unreachable',
  ConnectionTimeoutError: 'silent',
}

interface Thrown {
  readonly code?: unknown
  readonly name?: unknown
  readonly message?: unknown
  /** Of an `AggregateError`: Node.js tries every address of a host. */
  readonly errors?: readonly unknown[]
  /** Of ioredis: the error of the node that a cluster asked last. */
  readonly lastNodeError?: unknown
}

const fieldsOf = (thrown: unknown): Thrown => typeof thrown === 'object' && thrown !== null ? thrown : {}

/** Whether Postgres has answered with one of these SQLSTATE codes. */
export const isPostgresState = (...states: readonly string[]) => (thrown: unknown): boolean => {
  const { code } = fieldsOf(thrown)
  return typeof code === 'string' && states.includes(code)
}

/** The first word of an error reply of Redis, for example `NOAUTH`; empty for any other error. */
export function redisReplyCode(thrown: unknown): string {
  const { message } = fieldsOf(thrown)
  return typeof message === 'string' ? /^[A-Z]+(?= )/.exec(message)?.[0] ?? '' : ''
}

/** The error that says most: one of those that an error about several addresses or nodes consists of. */
function mostTelling(thrown: unknown): unknown {
  const { errors, lastNodeError } = fieldsOf(thrown)
  const inner = lastNodeError ?? errors?.[0]
  return inner === undefined ? thrown : mostTelling(inner)
}

/** @param thrown what the client of the database threw */
export function problemOf(thrown: unknown, database: Database): DatabaseProblem {
  const { code, name } = fieldsOf(mostTelling(thrown))
  const ofDatabase = database === 'Postgres'
    ? POSTGRES_PROBLEMS[String(code)]
    : REDIS_PROBLEMS[redisReplyCode(mostTelling(thrown))] ?? CLIENT_PROBLEMS[String(name)]
  return ofDatabase ?? SYSTEM_PROBLEMS[String(code)] ?? 'other'
}

/**
 * The error that tells an operator what to do about a database.
 * @param thrown what the client of the database threw; a `NitroliteError` is returned unchanged
 */
export function toDatabaseError(thrown: unknown, code: NitroliteErrorCode, database: Database): NitroliteError {
  if (thrown instanceof NitroliteError) return thrown
  return new NitroliteError(code, {
    reason: textOfThrown(mostTelling(thrown)), problem: problemOf(thrown, database), database,
  }, { cause: thrown })
}
