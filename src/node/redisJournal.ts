import { refuseOption } from '../core/client/refuseOption'
import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore, SetAsideText } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { toDatabaseError } from './databaseError'
import { isOne, pairsOf, REDIS_REMOVE, REDIS_UPDATE } from './redisCommands'
import { checkPipeline, checkSettings, writeToReplicas } from './redisDurability'
import { redisLink, type RedisAccess, type RedisCommand, type RedisLink } from './redisLink'

export interface RedisJournalOptions extends RedisAccess {
  /**
   * The names of the two hashes begin with it. In a cluster both must be in the same slot, which the braces of the default
   * ensure.
   * @default '{nitrolite}'
   */
  readonly prefix?: string
  /**
   * How many replicas must have a write before it counts as safe (`WAIT`). With 0, a write that only the master has may be
   * lost when a replica takes its place. Demand as many as a master has: a replica without the write could become the master.
   * Needs `client` or `pipeline`.
   * @default 0
   */
  readonly replicas?: number
  /** How long to wait for the replicas, in milliseconds; less than `timeout`. @default 5_000 */
  readonly replicaTimeout?: number
  /**
   * - `checked`: refuses a server whose settings allow it to lose a confirmed write: `appendonly` must be `yes`,
   *   `appendfsync` must be `always`, and `maxmemory-policy` must not evict the journal
   * - `trusted`: does not read the settings, for servers that do not let clients read them
   * @default 'checked'
   */
  readonly durability?: 'checked' | 'trusted'
}

/** `KEYS[2]` is the hash of damaged texts; see `REDIS_UPDATE` for the rest. */
const SET_ASIDE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3] .. '\\n' .. ARGV[2]) == 0 then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`

function createRedisStore(link: RedisLink, { prefix = '{nitrolite}', replicas = 0, replicaTimeout = 5_000, durability }: RedisJournalOptions): JournalStore {
  const [records, damaged] = [`${prefix}:closings`, `${prefix}:damaged`]

  /** The command may have been carried out, whatever the client of Redis says: it may have sent the command twice. */
  const orFailed = <T>(reply: Promise<T>): Promise<T> =>
    reply.catch((thrown: unknown) => { throw toDatabaseError(thrown, 'JOURNAL_FAILED', 'Redis') })
  const read = (...args: RedisCommand): Promise<unknown> => orFailed(link.send(args, records))
  const hasChanged = async (...args: RedisCommand): Promise<boolean> => {
    const { pipeline } = link
    return isOne(await orFailed(replicas > 0 && pipeline ? writeToReplicas(pipeline, args, records, { replicas, replicaTimeout }) : link.send(args, records)))
  }

  /** The value is the reason, a line break, and the text. */
  const setAsideText = ([name, value]: [string, string]): SetAsideText =>
    ({ name, text: value.slice(value.indexOf('\n') + 1), place: `${damaged} ${name}` })

  return {
    async open() {
      try {
        if (durability !== 'trusted') await checkSettings(link, records)
        if (replicas > 0 && link.pipeline) await checkPipeline(link.pipeline, records)
      }
      catch (thrown) {
        throw toDatabaseError(thrown, 'JOURNAL_UNAVAILABLE', 'Redis')
      }
    },
    insert: (name, text) => hasChanged('HSETNX', records, name, text),
    update: (name, text, present) => hasChanged('EVAL', REDIS_UPDATE, '1', records, name, present, text),
    remove: (name, present) => hasChanged('EVAL', REDIS_REMOVE, '1', records, name, present),
    async get(name) {
      const reply = await read('HGET', records, name)
      return reply === null || reply === undefined ? null : String(reply)
    },
    all: async () => pairsOf(await read('HGETALL', records)).map(([name, text]) => ({ name, text })),
    setAside: (name, present, reason) => hasChanged('EVAL', SET_ASIDE, '2', records, damaged, name, present, reason),
    listSetAside: async () => pairsOf(await read('HGETALL', damaged)).map(setAsideText),
  }
}

/**
 * A journal in Redis that processes on several machines share. Every change is one atomic command or script. Commands must
 * go to the master: a replica may lack the latest writes.
 *
 * Calls reject with `JOURNAL_UNAVAILABLE` if the settings of the server allow it to lose closings, or if the server cannot be used.
 * `info.data.problem` of the error says why (see `DatabaseProblem`). In a cluster, the node that holds the journal is asked.
 * @throws `OPTIONS_INVALID`
 */
export function createRedisJournal(options: RedisJournalOptions): MarkingJournal {
  const link = redisLink(options)
  const { replicas = 0 } = options
  if (!Number.isInteger(replicas) || replicas < 0) refuseOption('replicas', 'It must be a whole number of replicas, 0 or more.')
  if (replicas > 0 && !link.pipeline) refuseOption('replicas', 'It needs the option pipeline, or an ioredis client: only the connection that has sent a write can ask whether the replicas have it.')
  return createStoreJournal(createRedisStore(link, options))
}
