import { randomBytes } from 'node:crypto'
import { createClient } from '@redis/client'
import { Redis, type RedisOptions } from 'ioredis'
import { expect, inject, it, onTestFinished } from 'vitest'
import { connectRedis, openRedis } from '../../test/helpers/redisRig'
import { createRedisJournal } from './redisJournal'

const { url } = inject('redis')

function ioredis(options: RedisOptions): Redis {
  const client = new Redis({ host: '127.0.0.1', ...options, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 1, retryStrategy: () => 10 })
  // The commands report what is wrong.
  client.on('error', () => {})
  onTestFinished(() => { client.disconnect() })
  return client
}

it.each([
  ['a port where nothing listens', 'unreachable', { port: 1 }],
  ['a host that does not exist', 'unreachable', { host: 'redis.invalid' }],
])('the Redis journal over ioredis says what to do about %s', async (_, problem, options) => {
  const refusal = await createRedisJournal({ client: ioredis(options) }).list().catch((thrown: unknown) => thrown)
  expect(refusal).toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem, database: 'Redis' } } })
  expect((refusal as Error).message).not.toContain('this page')
})

it('the Redis journal over node-redis says what to do about a port on which nothing listens', async () => {
  const send = async (args: string[]) => {
    const client = createClient({ url: 'redis://127.0.0.1:1', socket: { reconnectStrategy: false } })
    client.on('error', () => {})
    await client.connect()
    return client.sendCommand(args)
  }
  await expect(createRedisJournal({ send }).list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'unreachable' } } })
})

if (url !== null) {
  const { port } = new URL(url)

  /** A user of the shared server that may do everything except what the rule takes away. */
  async function addUser(rule: string): Promise<{ readonly username: string, readonly password: string }> {
    const user = { username: `user_${randomBytes(8).toString('hex')}`, password: randomBytes(8).toString('hex') }
    const admin = connectRedis(url ?? '')
    await admin.call('ACL', 'SETUSER', user.username, 'on', `>${user.password}`, '~*', '+@all', rule)
    onTestFinished(async () => { await admin.call('ACL', 'DELUSER', user.username) })
    return user
  }

  it('the Redis journal over ioredis says what to do about a wrong password', async () => {
    const { username } = await addUser('-config')
    const client = ioredis({ port: Number(port), username, password: 'wrong' })
    await expect(createRedisJournal({ client, prefix: openRedis().prefix }).list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'login' } } })
  })

  it('the Redis journal over node-redis says what to do about a wrong password', async () => {
    const { username } = await addUser('-config')
    const send = async (args: string[]) => {
      const client = createClient({ url, username, password: 'wrong', socket: { reconnectStrategy: false } })
      client.on('error', () => {})
      await client.connect()
      return client.sendCommand(args)
    }
    await expect(createRedisJournal({ send }).list()).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'login' } } })
  })

  it('the Redis journal says what to do about a user who may not read the settings, and works once it need not read them', async () => {
    const { prefix } = openRedis()
    const client = ioredis({ port: Number(port), ...await addUser('-config') })
    await expect(createRedisJournal({ client, prefix }).list()).rejects.toMatchObject({
      code: 'JOURNAL_UNAVAILABLE', info: { data: { problem: 'hiddenSettings' }, fix: expect.stringContaining('durability: \'trusted\'') as string },
    })
    expect(await createRedisJournal({ client, prefix, durability: 'trusted' }).list()).toEqual([])
  })

  it('the Redis journal says what to do about a user who may not read hashes', async () => {
    const { prefix } = openRedis()
    const client = ioredis({ port: Number(port), ...await addUser('-hgetall') })
    await expect(createRedisJournal({ client, prefix }).list()).rejects.toMatchObject({ code: 'JOURNAL_FAILED', info: { data: { problem: 'right' } } })
  })
}
