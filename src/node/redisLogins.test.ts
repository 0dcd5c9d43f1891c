import RedisMock from 'ioredis-mock'
import { afterAll, expect, it } from 'vitest'
import { describeLogins, SECRET } from '../../test/helpers/loginsContract'
import type { RedisSend } from './redisCommands'
import { createRedisLogins } from './redisLogins'

const redis = new RedisMock()
afterAll(() => redis.quit())
let prefixes = 0

const send: RedisSend = async ([command, ...args]) =>
  (redis as unknown as Record<string, (...args: string[]) => Promise<unknown>>)[command.toLowerCase()]?.call(redis, ...args)

describeLogins('Redis', async () => {
  const prefix = `{logins ${++prefixes}}`
  return {
    open: (secret = SECRET) => createRedisLogins({ send, prefix, secret }),
    stored: async () => JSON.stringify(await redis.hgetall(`${prefix}:logins`)),
  }
})

it.each([['send', {}], ['secret', { send, secret: 'short' }]])('the Redis logins refuse a wrong option: %s', (_, wrong) => {
  expect(() => createRedisLogins({ secret: SECRET, ...wrong } as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})
