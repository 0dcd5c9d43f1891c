import type { Journal } from '../core/journal/journal'
import { NitroliteError } from '../core/errors/errors'
import { createTextJournal, type TextStore } from './textJournal'

export interface RedisJournalOptions {
  /**
   * Sends one command and gives its reply: `args => redis.call(...args)` with ioredis,
   * `args => client.sendCommand(args)` with node-redis.
   */
  readonly send: (args: [string, ...string[]]) => Promise<unknown>
  /** Names of the two hashes begin with it; in a cluster both have to share a slot, as by default. @default '{nitrolite}' */
  readonly prefix?: string
  /**
   * Replicas that must have a write before it counts as safe (`WAIT`). Without any, what the master alone has may be lost
   * where a replica takes its place.
   * @default 0
   */
  readonly replicas?: number
  /** How long replicas are waited for, in milliseconds. @default 5_000 */
  readonly replicaTimeout?: number
  /**
   * - `checked`: refuses a server that may lose what it has confirmed, by its own word: `appendonly` must be `yes`,
   *   `appendfsync` `always`, and `maxmemory-policy` must not evict the journal
   * - `trusted`: does not ask, for servers that do not let clients read their settings
   * @default 'checked'
   */
  readonly durability?: 'checked' | 'trusted'
}

/** `KEYS[1]` texts by key. Changes a text only while it is exactly the present one. */
const UPDATE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`
const REMOVE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`
const SET_ASIDE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('HSETNX', KEYS[2], ARGV[1], ARGV[3] .. '\\n' .. ARGV[2]) == 0 then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`

const NEEDED: readonly [setting: string, isGood: (value: string) => boolean, wanted: string][] = [
  ['appendonly', value => value === 'yes', 'yes'],
  ['appendfsync', value => value === 'always', 'always'],
  ['maxmemory-policy', value => !value.startsWith('allkeys-'), 'noeviction'],
]

const isOne = (reply: unknown): boolean => Number(reply) === 1

/** Replies of maps: flat arrays (RESP 2), or objects and maps of clients that speak RESP 3. */
function pairsOf(reply: unknown): [string, string][] {
  if (reply instanceof Map) return [...reply] as [string, string][]
  if (!Array.isArray(reply)) return Object.entries(Object(reply) as Record<string, string>)
  return reply.flatMap((name, at): [string, string][] => at % 2 === 0 ? [[String(name), String(reply[at + 1])]] : [])
}

function createStore({ send, prefix = '{nitrolite}', replicas = 0, replicaTimeout = 5_000, durability }: RedisJournalOptions): TextStore {
  const [records, damaged] = [`${prefix}:closings`, `${prefix}:damaged`]

  async function confirmed<T>(reply: Promise<T>): Promise<T> {
    const value = await reply
    if (replicas > 0) {
      const reached = Number(await send(['WAIT', String(replicas), String(replicaTimeout)]))
      if (reached < replicas) throw new Error(`Only ${reached} of ${replicas} replicas have it.`)
    }
    return value
  }

  const text = async (hash: string, key: string): Promise<string | null> => {
    const reply = await send(['HGET', hash, key])
    return reply === null || reply === undefined ? null : String(reply)
  }

  const aside = (key: string, value: string) => ({ key, place: `${damaged} ${key}`, reason: value.slice(0, value.indexOf('\n')) })

  return {
    async open() {
      if (durability === 'trusted') return
      for (const [setting, isGood, wanted] of NEEDED) {
        const value = pairsOf(await send(['CONFIG', 'GET', setting])).find(([name]) => name === setting)?.[1] ?? 'unknown'
        if (!isGood(value)) throw new Error(`Redis has ${setting} ${value} where ${wanted} is needed, so it may lose what it has confirmed.`)
      }
    },
    insert: async (key, value) => isOne(await confirmed(send(['HSETNX', records, key, value]))),
    update: async (key, value, present) => isOne(await confirmed(send(['EVAL', UPDATE, '1', records, key, present, value]))),
    remove: async (key, present) => isOne(await confirmed(send(['EVAL', REMOVE, '1', records, key, present]))),
    get: key => text(records, key),
    all: async () => pairsOf(await send(['HGETALL', records])),
    setAside: async (key, present, reason) => {
      await confirmed(send(['EVAL', SET_ASIDE, '2', records, damaged, key, present, reason]))
    },
    async aside(key) {
      if (key === undefined) return pairsOf(await send(['HGETALL', damaged])).map(([name, value]) => aside(name, value))
      const value = await text(damaged, key)
      return value === null ? [] : [aside(key, value)]
    },
  }
}

/**
 * A journal in Redis, for processes on several machines. Every change is one atomic command or script.
 * @throws `OPTIONS_INVALID`; its calls `JOURNAL_UNAVAILABLE` where the server is set up so that it may lose closings
 */
export function createRedisJournal(options: RedisJournalOptions): Journal {
  if (typeof options.send !== 'function') throw new NitroliteError('OPTIONS_INVALID', { option: 'send', reason: 'It must send one command.' })
  const { replicas = 0 } = options
  if (!Number.isInteger(replicas) || replicas < 0) throw new NitroliteError('OPTIONS_INVALID', { option: 'replicas', reason: 'It must be a count.' })
  return createTextJournal(createStore(options))
}
