import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { describeJournal, keyOf, recordOf } from '../../test/helpers/journalContract'
import { openRedis, SAFE_SETTINGS } from '../../test/helpers/redisRig'
import { describeSharedJournal } from '../../test/helpers/sharedJournalContract'
import { createRedisJournal, type RedisJournalOptions } from './redisJournal'
import type { RedisCommand, RedisPipeline, RedisSend } from './redisLink'

/** Redis with settings that the test chooses, and a list of the commands that were sent. */
function startRedis(settings: Readonly<Record<string, string>> = SAFE_SETTINGS) {
  const { prefix, send: sendToServer } = openRedis()
  const sent: string[] = []
  const send: RedisSend = async (args, key) => {
    sent.push(args[0])
    return args[0] === 'CONFIG' ? [args[2], settings[args[2] ?? '']] : sendToServer(args, key)
  }
  return { prefix, send, sent }
}

describeJournal('Redis', async () => createRedisJournal(openRedis()))

describeSharedJournal('Redis', async () => {
  const { prefix, send } = openRedis()
  const run = (...args: RedisCommand) => send(args, prefix)
  return {
    open: () => createRedisJournal({ send, prefix }),
    put: async (key, text) => { await run('HSET', `${prefix}:closings`, key, text) },
    texts: async key => [await run('HGET', `${prefix}:closings`, key), await run('HGET', `${prefix}:damaged`, key)].map(String),
    clearAside: async () => { await run('DEL', `${prefix}:damaged`) },
  }
})

describe('a Redis server that may lose confirmed writes', () => {
  it.each([
    ['appendonly', 'no'], ['appendfsync', 'everysec'], ['maxmemory-policy', 'allkeys-lru'],
  ])('the Redis journal refuses a server with %s %s', async (setting, value) => {
    const { send, sent, prefix } = startRedis({ ...SAFE_SETTINGS, [setting]: value })
    await expect(createRedisJournal({ send, prefix }).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { why: expect.stringContaining(setting) as string, data: { problem: 'settings', database: 'Redis' } },
    })
    expect(new Set(sent)).toEqual(new Set(['INFO', 'CONFIG']))
    expect(await createRedisJournal({ send, prefix, durability: 'trusted' }).create(keyOf(1), recordOf(1))).toEqual(expect.any(String))
  })

  it('the Redis journal checks the settings of the server again with the next call after a refusal', async () => {
    const settings = { ...SAFE_SETTINGS, appendonly: 'no' }
    const { send, prefix } = startRedis(settings)
    const journal = createRedisJournal({ send, prefix })
    await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
    settings.appendonly = 'yes'
    expect(await journal.list()).toEqual([])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['forbids CONFIG', async () => { throw new Error('NOPERM this user has no permissions to run the \'config|get\' command') }],
    ['has no CONFIG', async () => { throw new Error('ERR unknown command \'CONFIG\', with args beginning with: \'GET\'') }],
    ['answers CONFIG with nothing', async () => []],
  ])('the Redis journal says what to do about a managed server that %s', async (_, config) => {
    const { send, prefix } = openRedis()
    const journal = createRedisJournal({ prefix, send: async (args, key) => args[0] === 'CONFIG' ? config() : send(args, key) })
    await expect(journal.list()).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'hiddenSettings' }, fix: expect.stringContaining('durability: \'trusted\'') as string },
    })
  })
})

describe('Redis replicas', () => {
  /** A pipeline whose commands take connections in turn, and whose replicas are as the test says. */
  const pipelineOver = (send: RedisSend, { reached, connections = [1] }: { reached: number, connections?: readonly number[] }): RedisPipeline => {
    let count = 0
    return async (commands, key) => {
      const replies: unknown[] = []
      for (const command of commands) {
        const connection = connections[count++ % connections.length]
        replies.push(command[0] === 'CLIENT' ? connection : command[0] === 'WAIT' ? reached : await send(command, key))
      }
      return replies
    }
  }

  it('the Redis journal waits for the replicas after every write, in the same pipeline', async () => {
    const { send, prefix } = startRedis()
    const pipelines: string[][] = []
    const pipeline: RedisPipeline = async (commands, key) => {
      pipelines.push(commands.map(([name]) => name))
      return pipelineOver(send, { reached: 2 })(commands, key)
    }
    const journal = createRedisJournal({ send, pipeline, prefix, replicas: 2 })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    await journal.remove(keyOf(1), revision)
    expect(pipelines.filter(names => names.includes('WAIT'))).toEqual([['CLIENT', 'HSETNX', 'WAIT', 'CLIENT'], ['CLIENT', 'EVAL', 'WAIT', 'CLIENT']])
  })

  it('the Redis journal rejects with JOURNAL_FAILED if too few replicas have the write', async () => {
    const { send, prefix } = startRedis()
    const journal = createRedisJournal({ send, pipeline: pipelineOver(send, { reached: 1 }), prefix, replicas: 2 })
    await expect(journal.create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_FAILED', info: { why: 'Only 1 of 2 replicas have it.', data: { problem: 'replicas' } },
    })
  })

  it.each([[2], [3], [4], [10]])('the Redis journal refuses a pipeline over %d connections that take turns', async (size) => {
    const { send, prefix } = startRedis()
    const pipeline = pipelineOver(send, { reached: 2, connections: Array.from({ length: size }, (_, n) => n) })
    await expect(createRedisJournal({ send, pipeline, prefix, replicas: 1 }).list()).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'cluster' }, why: expect.stringContaining('several connections') as string },
    })
  })

  it('the Redis journal rejects with JOURNAL_FAILED if the connection was replaced between a write and WAIT', async () => {
    const { send, prefix } = startRedis()
    let connection = 1
    const pipeline: RedisPipeline = async (commands, key) => {
      const replies: unknown[] = []
      for (const command of commands) {
        if (command[0] === 'WAIT') connection += 1
        replies.push(command[0] === 'CLIENT' ? connection : command[0] === 'WAIT' ? 2 : await send(command, key))
      }
      return replies
    }
    await expect(createRedisJournal({ send, pipeline, prefix, replicas: 1 }).create(keyOf(1), recordOf(1))).rejects.toMatchObject({
      code: 'JOURNAL_FAILED', info: { data: { problem: 'replicas' }, why: expect.stringContaining('replaced') as string },
    })
  })

  it('the Redis journal refuses to count replicas over single commands, which a pool may send over any connection', () => {
    const { send, prefix } = startRedis()
    expect(() => createRedisJournal({ send, prefix, replicas: 1 })).toThrow(expect.objectContaining({
      code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option: 'replicas' }) as object }) as object,
    }))
  })
})

it('the Redis journal reads the maps and objects that RESP 3 clients return', async () => {
  const { send, prefix } = startRedis()
  const journal = createRedisJournal({
    prefix,
    send: async args => args[0] === 'HGETALL' ? new Map([[keyOf(1), 'damaged']])
      : args[0] === 'CONFIG' ? { [args[2] ?? '']: SAFE_SETTINGS[args[2] ?? ''] } : send(args, prefix),
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

  it('the Redis journal refuses an ioredis cluster that sends commands twice', () => {
    const client = new Cluster([], { lazyConnect: true })
    expect(() => createRedisJournal({ client })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
    expect(createRedisJournal({ client: new Cluster([], { lazyConnect: true, retryDelayOnFailover: 0 }), replicas: 1 }).isDurable).toBe(true)
  })

  it('the Redis journal accepts an ioredis client that sends each command once', async () => {
    const client = clientWith({ autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 1 })
    const { send, prefix } = startRedis()
    const run = (args: RedisCommand) => send(args, prefix)
    client.call = ((...args: RedisCommand) => run(args)) as typeof client.call
    client.pipeline = ((commands: string[][]) => ({
      exec: () => Promise.all(commands.map(async ([name = '', ...args]) => [null, await run([name.toUpperCase(), ...args])])),
    })) as typeof client.pipeline
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
    const repeating: RedisSend = async (args, key) => {
      const isWrite = args[0] === 'HSETNX' || args[0] === 'EVAL'
      if (isWrite && count++ % 2 === 0) {
        writes.add(args[0])
        await send(args, key)
      }
      return send(args, key)
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
  await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'The database did not reply within 1 ms.', data: { problem: 'silent' } } })
})

it.each([[{ send: null }, 'send'], [{ client: { call() {}, options: {} } }, 'client'], [{ pipeline: 'all' }, 'pipeline'], [{ timeout: 0 }, 'timeout'], [{ replicas: -1 }, 'replicas']])('the Redis journal refuses wrong options: %o', (options, option) => {
  expect(() => createRedisJournal({ send: async () => null, ...options } as RedisJournalOptions))
    .toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID', info: expect.objectContaining({ data: expect.objectContaining({ option }) as object }) as object }))
})
