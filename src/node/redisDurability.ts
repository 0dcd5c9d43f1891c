import type { NitroliteError } from '../core/errors/errors'
import { databaseError, problemOf, redisReplyCode } from './databaseError'
import { pairsOf } from './redisCommands'
import type { RedisCommand, RedisLink, RedisPipeline } from './redisLink'

const NEEDED_SETTINGS: readonly [setting: string, isSafe: (value: string) => boolean, wanted: string][] = [
  ['appendonly', value => value === 'yes', 'yes'],
  ['appendfsync', value => value === 'always', 'always'],
  ['maxmemory-policy', value => !value.startsWith('allkeys-'), 'noeviction'],
]

const READ_SETTINGS = NEEDED_SETTINGS.map(([setting]): RedisCommand => ['CONFIG', 'GET', setting])
const WHICH_CONNECTION: RedisCommand = ['CLIENT', 'ID']
/** How often a pipeline is asked for its connection. More than pools usually have connections that take turns. */
const CONNECTION_PROBES = 20

const unavailable = (problem: 'settings' | 'hiddenSettings' | 'cluster', reason: string, cause?: unknown): NitroliteError =>
  databaseError('JOURNAL_UNAVAILABLE', { problem, reason, database: 'Redis' }, cause)

/** Redis refuses CONFIG with `NOPERM`, and providers that have removed it answer `ERR unknown command`. */
const isHidden = (thrown: unknown): boolean => problemOf(thrown, 'Redis') === 'right' || redisReplyCode(thrown) === 'ERR'

async function readSettings({ send, pipeline }: RedisLink, key: string): Promise<readonly unknown[]> {
  // The first command has a key, so the node that holds the journal answers the others too.
  if (pipeline) return (await pipeline([['EXISTS', key], ...READ_SETTINGS], key)).slice(1)
  if (/^cluster_enabled:1/m.test(String(await send(['INFO', 'cluster'], key)))) {
    throw unavailable('cluster', 'In a Redis Cluster, any node could have answered about its settings. Pass the option pipeline, or an ioredis Cluster as client.')
  }
  const replies: unknown[] = []
  for (const command of READ_SETTINGS) replies.push(await send(command, key))
  return replies
}

/**
 * Checks that the node that holds a key keeps what it has confirmed.
 * @throws `JOURNAL_UNAVAILABLE` if it does not, or its settings cannot be read; what the client throws
 */
export async function checkSettings(link: RedisLink, key: string): Promise<void> {
  const replies = await readSettings(link, key).catch((thrown: unknown) => {
    throw isHidden(thrown) ? unavailable('hiddenSettings', `Redis does not let this user read its settings: ${(thrown as Error).message}`, thrown) : thrown
  })
  for (const [at, [setting, isSafe, wanted]] of NEEDED_SETTINGS.entries()) {
    const value = pairsOf(replies[at]).find(([name]) => name === setting)?.[1]
    if (value === undefined) throw unavailable('hiddenSettings', `Redis did not say which value ${setting} has.`)
    if (!isSafe(value)) throw unavailable('settings', `Redis has ${setting} ${value} where ${wanted} is needed, so it may lose what it has confirmed.`)
  }
}

/**
 * Checks that a pipeline keeps to one connection.
 * @throws `JOURNAL_UNAVAILABLE` if it does not; what the client throws
 */
export async function checkPipeline(pipeline: RedisPipeline, key: string): Promise<void> {
  const [, ...connections] = await pipeline([['EXISTS', key], ...Array.from({ length: CONNECTION_PROBES }, () => WHICH_CONNECTION)], key)
  if (new Set(connections.map(String)).size > 1) throw unavailable('cluster', 'The option pipeline spreads its commands over several connections, so WAIT would not wait for the write.')
}

export interface ReplicaOptions {
  readonly replicas: number
  readonly replicaTimeout: number
}

/**
 * Makes a write and waits until the replicas have it. `WAIT` counts the replicas that have the writes of its own connection, so
 * both are sent on one connection. The node says before and after which one it was.
 * @returns the reply to the write
 * @throws `JOURNAL_FAILED` if too few replicas have it: the write was made, but may be lost; what the client throws
 */
export async function writeToReplicas(pipeline: RedisPipeline, write: RedisCommand, key: string, { replicas, replicaTimeout }: ReplicaOptions): Promise<unknown> {
  const wait: RedisCommand = ['WAIT', String(replicas), String(replicaTimeout)]
  const [before, reply, reached, after] = await pipeline([WHICH_CONNECTION, write, wait, WHICH_CONNECTION], key)
  const fail = (reason: string): NitroliteError => databaseError('JOURNAL_FAILED', { problem: 'replicas', reason, database: 'Redis' })
  if (String(before) !== String(after)) throw fail('The connection to Redis was replaced during the write, so nobody knows how many replicas have it.')
  if (!(Number(reached) >= replicas)) throw fail(`Only ${Number(reached)} of ${replicas} replicas have it.`)
  return reply
}
