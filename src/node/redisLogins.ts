import type { LoginStore } from '../core/wallet/loginStore'
import { holdLease } from './leaseLock'
import { isOne, REDIS_REMOVE, REDIS_UPDATE } from './redisCommands'
import { redisLink, type RedisAccess, type RedisCommand } from './redisLink'
import { checkSealedLoginsOptions, createSealedLogins, type SealedLoginsOptions } from './sealedLogins'

export interface RedisLoginsOptions extends SealedLoginsOptions, RedisAccess {
  /** The name of the hash begins with it. @default '{nitrolite}' */
  readonly prefix?: string
}

/**
 * Logins in Redis, for processes on several machines that act for the same wallets. The node accepts one session key for
 * each wallet and application (ClearNode 0.5), so without shared logins each process would end the logins of the others.
 *
 * The session keys are encrypted (option `secret` or `encryption`). One process at a time asks a wallet; a process that gives no sign of life
 * for the lease no longer keeps others waiting. A login that Redis loses costs one more question to the wallet.
 * @throws `OPTIONS_INVALID`
 */
export function createRedisLogins(options: RedisLoginsOptions): LoginStore {
  checkSealedLoginsOptions(options)
  const { prefix = '{nitrolite}', lease = 10_000, lockTimeout = 120_000 } = options
  const link = redisLink(options)
  const hash = `${prefix}:logins`
  const send = (args: RedisCommand): Promise<unknown> => link.send(args, hash)

  async function get(name: string): Promise<string | null> {
    const reply = await send(['HGET', hash, name])
    return reply === null || reply === undefined ? null : String(reply)
  }

  const locks = {
    get,
    insert: async (name: string, text: string) => isOne(await send(['HSETNX', hash, name, text])),
    update: async (name: string, text: string, present: string) => isOne(await send(['EVAL', REDIS_UPDATE, '1', hash, name, present, text])),
    remove: async (name: string, present: string) => isOne(await send(['EVAL', REDIS_REMOVE, '1', hash, name, present])),
  }

  return createSealedLogins({
    get,
    async put(name, text) {
      await send(['HSET', hash, name, text])
    },
    hold: name => holdLease(locks, `${name} lock`, { lease, timeout: lockTimeout }),
  }, options)
}
