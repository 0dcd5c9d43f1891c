import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import RedisMock from 'ioredis-mock'
import { inject, onTestFinished } from 'vitest'
import type { RedisCommand, RedisSend } from '../../src/node/redisLink'

/** The part of Redis that only one test uses: all of its keys begin with the prefix. */
export interface RedisRig {
  readonly prefix: string
  /** Sends one command to the shared server, or to the stand-in. */
  readonly send: RedisSend
}

/** What the stand-in, which has no settings, answers about them. */
export const SAFE_SETTINGS: Readonly<Record<string, string>> = { 'appendonly': 'yes', 'appendfsync': 'always', 'maxmemory-policy': 'noeviction' }

/** An ioredis client for the shared server that sends each command once. It is closed when the test has ended. */
export function connectRedis(url: string): Redis {
  const client = new Redis(url, { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 1 })
  // The commands report what is wrong.
  client.on('error', () => {})
  onTestFinished(() => { client.disconnect() })
  return client
}

/** Opens a part of Redis for one test. Its keys are removed when the test has ended. */
export function openRedis(): RedisRig {
  const prefix = `{test ${randomBytes(8).toString('hex')}}`
  const { url } = inject('redis')
  if (url === null) return { prefix, send: standIn() }
  const client = connectRedis(url)
  onTestFinished(async () => { await client.del(`${prefix}:closings`, `${prefix}:damaged`, `${prefix}:logins`) })
  return { prefix, send: args => client.call(...args) }
}

/** Runs commands and scripts in this process. All stand-ins of a test file share their keys. */
function standIn(): RedisSend {
  const redis = new RedisMock()
  onTestFinished(() => { redis.disconnect() })
  return async ([command, ...args]: RedisCommand) => {
    if (command === 'CONFIG') return [args[1], SAFE_SETTINGS[args[1] ?? '']]
    if (command === 'INFO') return 'cluster_enabled:0'
    const call = (redis as unknown as Record<string, (...args: string[]) => Promise<unknown>>)[command.toLowerCase()]
    if (!call) throw new Error(`ERR unknown command ${command}`)
    const reply = await call.apply(redis, args)
    // The stand-in returns an object; RESP 2 returns a flat array.
    return command === 'HGETALL' ? Object.entries(reply as object).flat() : reply
  }
}
