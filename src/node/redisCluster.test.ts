import { createClient, createCluster } from '@redis/client'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { keyOf, recordOf } from '../../test/helpers/journalContract'
import { startRedisCluster, type RedisCluster } from '../../test/helpers/redisCluster'
import { createClusterModel } from '../../test/helpers/redisClusterModel'
import { openRedis } from '../../test/helpers/redisRig'
import { createRedisJournal } from './redisJournal'
import type { RedisPipeline, RedisSend } from './redisLink'

const RECORDS = '{nitrolite}:closings'
/** Short, because the replicas of the test answer at once or never. */
const replicas = { replicas: 1, replicaTimeout: 50 }

const { binary, url } = inject('redis')

const clusters: [name: string, start: () => Promise<RedisCluster>][] = [['the stand-in', async () => createClusterModel()]]
if (binary !== null) clusters.push(['real servers', () => startRedisCluster(binary)])

describe.each(clusters)('a Redis Cluster of %s', (name, start) => {
  it(`every write that the Redis journal calls safe is still there after a failover (${name})`, async () => {
    const cluster = await start()
    const client = cluster.connect()
    const journal = createRedisJournal({ client, ...replicas })
    const written = await Promise.all(Array.from({ length: 20 }, (_, n) => journal.create(keyOf(n), recordOf(n))))
    expect(written.filter(revision => revision === null)).toEqual([])
    await (await cluster.shardOf(RECORDS)).failOver()
    await vi.waitFor(async () => { expect(await journal.list()).toHaveLength(20) }, { timeout: 20_000 })
  })

  it(`the Redis journal calls none of six writes safe while the replica of their node is dead (${name})`, async () => {
    const cluster = await start()
    const journal = createRedisJournal({ client: cluster.connect(), ...replicas })
    await journal.list()
    await (await cluster.shardOf(RECORDS)).killReplica()
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => journal.create(keyOf(n), recordOf(n))))
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'JOURNAL_FAILED', info: { data: { problem: 'replicas' } } } })
  })

  it(`the Redis journal reads the settings of the node that holds its records, and not those of another node (${name})`, async () => {
    const cluster = await start()
    const client = cluster.connect()
    await (await cluster.otherShard(RECORDS)).configureMaster('appendfsync', 'everysec')
    for (let n = 0; n < 5; n += 1) expect(await createRedisJournal({ client }).list()).toEqual([])
    await (await cluster.shardOf(RECORDS)).configureMaster('appendfsync', 'everysec')
    for (let n = 0; n < 5; n += 1) {
      await expect(createRedisJournal({ client }).list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'settings' } } })
    }
  })

  it(`the Redis journal refuses to read the settings of a cluster with single commands, which any node may answer (${name})`, async () => {
    const client = (await start()).connect()
    const send: RedisSend = args => client.call(...args)
    await expect(createRedisJournal({ send }).list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'cluster' } } })
    expect(await createRedisJournal({ send, durability: 'trusted' }).list()).toEqual([])
  })
})

if (binary !== null) {
  it('the Redis journal works over createCluster of node-redis as the documentation shows it, and refuses writes while a replica is dead', async () => {
    const { ports, shardOf } = await startRedisCluster(binary)
    const cluster = createCluster({ rootNodes: ports.map(port => ({ url: `redis://127.0.0.1:${port}` })) })
    cluster.on('error', () => {})
    await cluster.connect()
    onTestFinished(() => { cluster.destroy() })
    const send: RedisSend = (args, key) => cluster.sendCommand(key, false, args)
    const pipeline: RedisPipeline = (commands, key) => commands.reduce((multi, args) => multi.addCommand(key, false, args), cluster.multi()).execAsPipeline()
    const journal = createRedisJournal({ send, pipeline, ...replicas })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    const next = String(await journal.replace(keyOf(1), recordOf(1, 2), revision))
    expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1, 2), revision: next }])
    expect(await journal.remove(keyOf(1), next)).toBe(true)
    await (await shardOf(RECORDS)).killReplica()
    await expect(journal.create(keyOf(2), recordOf(2))).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { data: { problem: 'replicas' } } })
  })

  it('the Redis journal says that a cluster needs other options than a single client of node-redis', async () => {
    const { ports } = await startRedisCluster(binary)
    const cluster = createCluster({ rootNodes: ports.map(port => ({ url: `redis://127.0.0.1:${port}` })) })
    cluster.on('error', () => {})
    await cluster.connect()
    onTestFinished(() => { cluster.destroy() })
    const journal = createRedisJournal({ send: ((args: string[]) => (cluster.sendCommand as (...args: unknown[]) => Promise<unknown>)(args)) as RedisSend })
    await expect(journal.list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' })
  })
}

if (url !== null) {
  it('the Redis journal works over createClient of node-redis as the documentation shows it', async () => {
    const { prefix } = openRedis()
    const client = createClient({ url })
    await client.connect()
    onTestFinished(() => { client.destroy() })
    const pipeline: RedisPipeline = commands => commands.reduce((multi, args) => multi.addCommand(args), client.multi()).execAsPipeline()
    const journal = createRedisJournal({ prefix, send: args => client.sendCommand(args), pipeline })
    const revision = String(await journal.create(keyOf(1), recordOf(1)))
    expect(await journal.list()).toEqual([{ key: keyOf(1), record: recordOf(1), revision }])
    await expect(createRedisJournal({ prefix, send: args => client.sendCommand(args), pipeline, ...replicas }).create(keyOf(2), recordOf(2)))
      .rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { why: 'Only 0 of 1 replicas have it.' } })
  })
}
