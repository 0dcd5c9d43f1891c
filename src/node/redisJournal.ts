import { NitroliteError } from '../core/errors/errors'
import type { MarkingJournal } from '../core/journal/journal'
import type { JournalStore, SetAsideText } from '../core/journal/journalStore'
import { createStoreJournal } from '../core/journal/storeJournal'
import { isOne, REDIS_REMOVE, REDIS_UPDATE, redisSender, type RedisAccess, type RedisSend } from './redisCommands'

export interface RedisJournalOptions extends RedisAccess {
  /**
   * The names of the two hashes begin with it. In a cluster both must be in the same slot, which the braces of the default
   * ensure.
   * @default '{nitrolite}'
   */
  readonly prefix?: string
  /**
   * How many replicas must have a write before it counts as safe (`WAIT`). With 0, a write that only the master has may be
   * lost when a replica takes its place.
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

const NEEDED_SETTINGS: readonly [setting: string, isSafe: (value: string) => boolean, wanted: string][] = [
  ['appendonly', value => value === 'yes', 'yes'],
  ['appendfsync', value => value === 'always', 'always'],
  ['maxmemory-policy', value => !value.startsWith('allkeys-'), 'noeviction'],
]

/** The pairs in the reply for a hash: a flat array (RESP 2), or an object or map from a client that uses RESP 3. */
function pairsOf(reply: unknown): [string, string][] {
  // Not by class, because the client may run in another realm.
  if (Object.prototype.toString.call(reply) === '[object Map]') return [...reply as Map<string, string>]
  if (!Array.isArray(reply)) return Object.entries(Object(reply) as Record<string, string>)
  return reply.flatMap((name, at): [string, string][] => at % 2 === 0 ? [[String(name), String(reply[at + 1])]] : [])
}

function createRedisStore(send: RedisSend, { prefix = '{nitrolite}', replicas = 0, replicaTimeout = 5_000, durability }: RedisJournalOptions): JournalStore {
  const [records, damaged] = [`${prefix}:closings`, `${prefix}:damaged`]

  async function confirmed<T>(reply: Promise<T>): Promise<T> {
    const value = await reply
    if (replicas > 0) {
      const reached = Number(await send(['WAIT', String(replicas), String(replicaTimeout)]))
      if (reached < replicas) throw new Error(`Only ${reached} of ${replicas} replicas have it.`)
    }
    return value
  }

  /** The value is the reason, a line break, and the text. */
  const setAsideText = ([name, value]: [string, string]): SetAsideText =>
    ({ name, text: value.slice(value.indexOf('\n') + 1), place: `${damaged} ${name}` })

  return {
    async open() {
      if (durability === 'trusted') return
      for (const [setting, isSafe, wanted] of NEEDED_SETTINGS) {
        const value = pairsOf(await send(['CONFIG', 'GET', setting])).find(([name]) => name === setting)?.[1] ?? 'unknown'
        if (!isSafe(value)) throw new Error(`Redis has ${setting} ${value} where ${wanted} is needed, so it may lose what it has confirmed.`)
      }
    },
    insert: async (name, text) => isOne(await confirmed(send(['HSETNX', records, name, text]))),
    update: async (name, text, present) => isOne(await confirmed(send(['EVAL', REDIS_UPDATE, '1', records, name, present, text]))),
    remove: async (name, present) => isOne(await confirmed(send(['EVAL', REDIS_REMOVE, '1', records, name, present]))),
    async get(name) {
      const reply = await send(['HGET', records, name])
      return reply === null || reply === undefined ? null : String(reply)
    },
    all: async () => pairsOf(await send(['HGETALL', records])).map(([name, text]) => ({ name, text })),
    setAside: async (name, present, reason) =>
      isOne(await confirmed(send(['EVAL', SET_ASIDE, '2', records, damaged, name, present, reason]))),
    listSetAside: async () => pairsOf(await send(['HGETALL', damaged])).map(setAsideText),
  }
}

/**
 * A journal in Redis that processes on several machines share. Every change is one atomic command or script. Commands must
 * go to the master: a replica may lack the latest writes.
 *
 * Calls reject with `JOURNAL_UNAVAILABLE` if the server's settings allow it to lose closings.
 * @throws `OPTIONS_INVALID`
 */
export function createRedisJournal(options: RedisJournalOptions): MarkingJournal {
  const send = redisSender(options)
  const { replicas = 0 } = options
  if (!Number.isInteger(replicas) || replicas < 0) throw new NitroliteError('OPTIONS_INVALID', { option: 'replicas', reason: 'It must be a whole number of replicas, 0 or more.' })
  return createStoreJournal(createRedisStore(send, options))
}
