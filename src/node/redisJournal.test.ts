import Redis, { type RedisOptions } from 'ioredis'
import RedisMock from 'ioredis-mock'
import { afterAll, describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { describeSharedJournal } from '../../test/helpers/sharedJournalContract'
import type { RedisSend } from './redisCommands'
import { createRedisJournal, type RedisJournalOptions } from './redisJournal'

const GOOD: Readonly<Record<string, string>> = { 'appendonly': 'yes', 'appendfsync': 'always', 'maxmemory-policy': 'noeviction' }

const redis = new RedisMock()
afterAll(() => redis.quit())
let prefixes = 0

/** A server with a prefix of its own. It runs commands and scripts; its settings and replicas are as the test says. */
function startRedis(settings: Readonly<Record<string, string>> = GOOD, reached = 0) {
  const prefix = `{test ${++prefixes}}`
  const sent: string[] = []
  const send: RedisSend = async ([command, ...args]) => {
    sent.push(command)
    if (command === 'CONFIG') return args[1] ? [args[1], settings[args[1]] ?? ''] : []
    if (command === 'WAIT') return reached
    const call = (redis as unknown as Record<string, (...args: string[]) => Promise<unknown>>)[command.toLowerCase()]
    if (!call) throw new Error(`ERR unknown command ${command}`)
    const reply = await call.apply(redis, args)
    // The mock returns an object; RESP 2 returns a flat array.
    return command === 'HGETALL' ? Object.entries(reply as object).flat() : reply
  }
  return { prefix, send, sent }
}

describeJournal('Redis', async () => {
  const { send, prefix } = startRedis()
  return createRedisJournal({ send, prefix })
})

describeSharedJournal('Redis', async () => {
  const { prefix, send } = startRedis()
  return {
    open: () => createRedisJournal({ send, prefix }),
    put: async (key, text) => { await redis.hset(`${prefix}:closings`, key, text) },
    texts: async key => [await redis.hget(`${prefix}:closings`, key), await redis.hget(`${prefix}:damaged`, key)].map(String),
    clearAside: async () => { await redis.del(`${prefix}:damaged`) },
  }
})

describe('a Redis server that may lose confirmed writes', () => {
  it.each([
    ['appendonly', 'no'], ['appendfsync', 'everysec'], ['maxmemory-policy', 'allkeys-lru'],
  ])('the Redis journal refuses a server with %s %s', async (setting, value) => {
    const { send, sent, prefix } = startRedis({ ...GOOD, [setting]: value })
    await expect(createRedisJournal({ send, prefix }).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining(setting) as string },
    })
    expect(new Set(sent)).toEqual(new Set(['CONFIG']))
    expect(await createRedisJournal({ send, prefix, durability: 'trusted' }).create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('the Redis journal checks the settings of the server again with the next call after a refusal', async () => {
    const settings = { ...GOOD, appendonly: 'no' }
    const { send, prefix } = startRedis(settings)
    const journal = createRedisJournal({ send, prefix })
    await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    settings.appendonly = 'yes'
    expect(await journal.list()).toEqual([])
  })
})

describe('Redis replicas', () => {
  it('the Redis journal waits for the replicas after every write', async () => {
    const { send, sent, prefix } = startRedis(GOOD, 2)
    const journal = createRedisJournal({ send, prefix, replicas: 2 })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    await journal.remove(keyOf(1), revision)
    expect(sent.filter(command => command === 'WAIT')).toHaveLength(2)
  })

  it('the Redis journal rejects with JOURNAL_FAILED if too few replicas have the write', async () => {
    const { send, prefix } = startRedis(GOOD, 1)
    const journal = createRedisJournal({ send, prefix, replicas: 2 })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'Only 1 of 2 replicas have it.' } })
  })
})

it('the Redis journal reads the maps and objects that RESP 3 clients return', async () => {
  const { send, prefix } = startRedis()
  const journal = createRedisJournal({
    prefix,
    send: async args => args[0] === 'HGETALL' ? new Map([[keyOf(1), 'damaged']])
      : args[0] === 'CONFIG' ? { [args[2] ?? '']: GOOD[args[2] ?? ''] } : send(args),
  })
  expect(await journal.list()).toEqual([])
})

describe('ioredis', () => {
  const clientWith = (options: RedisOptions) => new Redis({ lazyConnect: true, ...options })

  it.each<[string, RedisOptions]>([
    ['that sends commands twice', {}],
    ['that waits without end', { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: null }],
  ])('the Redis journal refuses an ioredis client %s', (_, options) => {
    expect(() => createRedisJournal({ client: clientWith(options) })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
  })

  it('the Redis journal accepts an ioredis client that sends each command once', async () => {
    const client = clientWith({ autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 1 })
    const { send, prefix } = startRedis()
    client.call = ((...args: [string, ...string[]]) => send(args)) as typeof client.call
    const journal = createRedisJournal({ client, prefix })
    const revision = await journal.create(keyOf(1), recordOf(1))
    expect(await journal.read(keyOf(1))).toEqual({ record: recordOf(1), revision })
    client.disconnect()
  })

  it('the Redis journal recognises its record, its change and its removal when ioredis sends each first command again', async () => {
    const { send, prefix } = startRedis()
    const writes = new Set<string>()
    let count = 0
    /** Every second write confirms the one before it, so only the others are repeated. */
    const repeating: RedisSend = async (args) => {
      const isWrite = args[0] === 'HSETNX' || args[0] === 'EVAL'
      if (isWrite && count++ % 2 === 0) {
        writes.add(args[0])
        await send(args)
      }
      return send(args)
    }
    const journal = createRedisJournal({ send: repeating, prefix })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    const next = String(await journal.replace(keyOf(1), recordOf(1, 2), revision))
    expect(await createRedisJournal({ send, prefix }).list()).toEqual([{ key: keyOf(1), record: recordOf(1, 2), revision: next }])
    expect(await journal.remove(keyOf(1), next)).toBe(true)
    expect(await journal.list()).toEqual([])
    expect([...writes]).toEqual(['HSETNX', 'EVAL'])
  })
})

it('the Redis journal stops waiting for a server that does not reply', async () => {
  const journal = createRedisJournal({ send: () => new Promise(() => {}), timeout: 1, durability: 'trusted' })
  await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'The database did not reply within 1 ms.' } })
})

it.each([[{ send: null }, 'send'], [{ client: { call() {}, options: {} } }, 'client'], [{ timeout: 0 }, 'timeout'], [{ replicas: -1 }, 'replicas']])('the Redis journal refuses wrong options: %o', (options, option) => {
  expect(() => createRedisJournal({ send: startRedis().send, ...options } as RedisJournalOptions))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as object }) as object }))
})
