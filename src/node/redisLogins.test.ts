import { expect, it } from 'vitest'
import { describeLogins, SECRET } from '../../test/helpers/loginsContract'
import { openRedis } from '../../test/helpers/redisRig'
import { createRedisLogins } from './redisLogins'

describeLogins('Redis', async () => {
  const { prefix, send } = openRedis()
  return {
    open: (secret = SECRET) => createRedisLogins({ send, prefix, secret }),
    stored: async () => JSON.stringify(await send(['HGETALL', `${prefix}:logins`], prefix)),
  }
})

it.each([['send', {}], ['secret', { send: async () => null, secret: 'short' }]])('the Redis logins refuse a wrong option: %s', (_, wrong) => {
  expect(() => createRedisLogins({ secret: SECRET, ...wrong } as never)).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }))
})
