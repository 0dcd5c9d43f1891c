import type { DatabaseAdvice, DatabaseProblem } from '../core/errors/databaseProblem'
import { NitroliteError } from '../core/errors/errors'
import { textOfThrown } from '../core/errors/thrown'
import { driverProblem, POSTGRES_ERRORS, REDIS_ERRORS } from './driverErrors'

/** The databases that this library speaks to. */
export type Database = 'Postgres' | 'Redis'

/** Error codes of Node.js and of TLS. */
const SYSTEM_PROBLEMS: Readonly<Record<string, DatabaseProblem>> = {
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
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
  // The server did not end a statement within `statement_timeout`, or somebody has canceled the statement.
  '57014': 'silent',
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

interface Thrown {
  readonly code?: unknown
  readonly message?: unknown
  /** Of an `AggregateError`: Node.js tries every address of a host. */
  readonly errors?: readonly unknown[]
  /** Of ioredis: the error of the node that a cluster asked last. */
  readonly lastNodeError?: unknown
  /** Of node-redis: why the connection was lost for which its `reconnectStrategy` has given up. */
  readonly socketError?: unknown
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

/** The error that says most. An error about several addresses or nodes contains one error for each of them: the first is taken. */
function mostTelling(thrown: unknown): unknown {
  const { errors, lastNodeError, socketError } = fieldsOf(thrown)
  const inner = lastNodeError ?? socketError ?? errors?.[0]
  return inner === undefined ? thrown : mostTelling(inner)
}

/** @param thrown what the client of the database threw */
export function problemOf(thrown: unknown, database: Database): DatabaseProblem {
  const cause = mostTelling(thrown)
  const code = String(fieldsOf(cause).code)
  const ofServer = database === 'Postgres' ? POSTGRES_PROBLEMS[code] : REDIS_PROBLEMS[redisReplyCode(cause)]
  return ofServer ?? SYSTEM_PROBLEMS[code] ?? driverProblem(cause, database === 'Postgres' ? POSTGRES_ERRORS : REDIS_ERRORS) ?? 'other'
}

/** The codes of errors that say what to do about a database. */
type DatabaseErrorCode = 'JOURNAL_UNAVAILABLE' | 'JOURNAL_FAILED' | 'ROOM_STORE_FAILED'

export interface DatabaseErrorFacts {
  readonly problem: DatabaseProblem
  readonly database: Database
  readonly reason: string | undefined
  /** Statements that an operator can run against it. */
  readonly sql?: string
}

/** An error that tells an operator what to do about a database. */
export const databaseError = (code: DatabaseErrorCode, facts: DatabaseErrorFacts, cause?: unknown): NitroliteError =>
  new NitroliteError(code, { ...facts, advice: DATABASE_ADVICE[facts.problem] }, { cause })

/** @param thrown what the client of the database threw; a `NitroliteError` is returned unchanged */
export function toDatabaseError(thrown: unknown, code: DatabaseErrorCode, database: Database): NitroliteError {
  if (thrown instanceof NitroliteError) return thrown
  return databaseError(code, { reason: textOfThrown(mostTelling(thrown)), problem: problemOf(thrown, database), database }, thrown)
}

/** The advice in English. It is kept here because no page needs it; `src/locales/` has the translations. */
export const DATABASE_ADVICE: DatabaseAdvice = {
  login: 'Correct the user name and the password with which this server connects to the database.',
  admission: 'Let the database server admit this user, database and address (in Postgres: pg_hba.conf). If it demands an encrypted connection, turn on ssl or tls in the options of the client.',
  unreachable: 'Make sure that the database server is running, that this server has its correct host and port, and that no firewall is in between.',
  host: 'Correct the host name of the database, or the name resolution of this server.',
  silent: 'Make sure that the network to the database works and that the database server is not overloaded. The option timeout says how long to wait.',
  encryption: 'Check whether the database server expects an encrypted connection on this port, and make this server trust its certificate.',
  missing: 'Create the database, the schema or the table that the reason names, or correct its name in the options.',
  right: 'Let an administrator of the database grant the right that the reason names.',
  settings: 'Change the setting that the reason names on the database server. Pass durability: \'trusted\' only if the server keeps every confirmed write in another way.',
  hiddenSettings: 'Let the user read the settings (in Redis: CONFIG GET). If your provider does not allow that, make sure in its console that every write is synced (appendonly yes, appendfsync always) and nothing is evicted, and pass durability: \'trusted\'.',
  readOnly: 'Connect to the primary server, with a connection that may write.',
  replicas: 'Bring the missing replicas back, or add others. Until then, a write could be lost when a replica takes over.',
  cluster: 'Connect with the cluster client of your library, and wait until every part of the cluster has a primary server.',
  full: 'Free disk space or memory on the database server.',
  busy: 'Wait until the database server has started, or let it accept more connections.',
  damaged: 'Look at the row with vue-nitrolite rooms explain. Correct it, or use the version of vue-nitrolite that has written it.',
  held: 'One process at a time may use the folder of a file journal. Wait until the other process has ended, or end it, and open the journal again. If several processes work at the same time, keep the journal in Postgres or Redis.',
  ended: 'The database client of this server has ended: the app has ended it, or it has given up connecting. Use a client that is open, and end it only after everything that uses it has stopped.',
  other: 'Look at the reason and at the log of the database server.',
}
