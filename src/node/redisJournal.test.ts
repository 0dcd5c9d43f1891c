import RedisMock from 'ioredis-mock'
import { afterAll, describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { describeSharedJournal } from '../../test/helpers/sharedJournalContract'
import { createRedisJournal, type RedisJournalOptions } from './redisJournal'

const GOOD: Readonly<Record<string, string>> = { 'appendonly': 'yes', 'appendfsync': 'always', 'maxmemory-policy': 'noeviction' }

const redis = new RedisMock()
afterAll(() => redis.quit())
let prefixes = 0

/** A place of its own: runs commands and scripts; settings and replicas of the server are as the test says. */
function startRedis(settings: Readonly<Record<string, string>> = GOOD, reached = 0) {
  const prefix = `{test ${++prefixes}}`
  const sent: string[] = []
  const send: RedisJournalOptions['send'] = async ([command, ...args]) => {
    sent.push(command)
    if (command === 'CONFIG') return args[1] ? [args[1], settings[args[1]] ?? ''] : []
    if (command === 'WAIT') return reached
    const call = (redis as unknown as Record<string, (...args: string[]) => Promise<unknown>>)[command.toLowerCase()]
    if (!call) throw new Error(`ERR unknown command ${command}`)
    const reply = await call.apply(redis, args)
    // The commands themselves reply as RESP 2 does.
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

describe('a server that may lose what it has confirmed', () => {
  it.each([
    ['appendonly', 'no'], ['appendfsync', 'everysec'], ['maxmemory-policy', 'allkeys-lru'],
  ])('is refused: %s %s', async (setting, value) => {
    const { send, sent, prefix } = startRedis({ ...GOOD, [setting]: value })
    await expect(createRedisJournal({ send, prefix }).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining(setting) as string },
    })
    expect(new Set(sent)).toEqual(new Set(['CONFIG']))
    expect(await createRedisJournal({ send, prefix, durability: 'trusted' }).create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('is asked again by the next call', async () => {
    const settings = { ...GOOD, appendonly: 'no' }
    const { send, prefix } = startRedis(settings)
    const journal = createRedisJournal({ send, prefix })
    await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    settings.appendonly = 'yes'
    expect(await journal.list()).toEqual([])
  })
})

describe('replicas', () => {
  it('are waited for with every write', async () => {
    const { send, sent, prefix } = startRedis(GOOD, 2)
    const journal = createRedisJournal({ send, prefix, replicas: 2 })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    await journal.remove(keyOf(1), revision)
    expect(sent.filter(command => command === 'WAIT')).toHaveLength(2)
  })

  it('that lag make a write unsure', async () => {
    const { send, prefix } = startRedis(GOOD, 1)
    const journal = createRedisJournal({ send, prefix, replicas: 2 })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'Only 1 of 2 replicas have it.' } })
  })
})

it('reads replies of RESP 3 too', async () => {
  const { send, prefix } = startRedis()
  const journal = createRedisJournal({
    prefix,
    send: async args => args[0] === 'HGETALL' ? new Map([[keyOf(1), 'damaged']])
      : args[0] === 'CONFIG' ? { [args[2] ?? '']: GOOD[args[2] ?? ''] } : send(args),
  })
  expect(await journal.list()).toEqual([])
})

it.each([[{ send: null }, 'send'], [{ replicas: -1 }, 'replicas']])('refuses wrong options: %o', (options, option) => {
  expect(() => createRedisJournal({ send: startRedis().send, ...options } as RedisJournalOptions))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as object }) as object }))
})
