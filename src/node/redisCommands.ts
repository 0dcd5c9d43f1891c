import { NitroliteError } from '../core/errors/errors'
import { checkReplyLimit, DEFAULT_REPLY_LIMIT, withReplyLimit } from './replyLimit'

/** Sends one command and returns its reply. */
export type RedisSend = (args: [string, ...string[]]) => Promise<unknown>

/** The part of an ioredis client that is used. */
export interface IoredisLike {
  call(command: string, ...args: string[]): Promise<unknown>
  readonly options: {
    readonly autoResendUnfulfilledCommands?: boolean | undefined
    readonly maxRetriesPerRequest?: number | null | undefined
  }
}

/** How commands reach Redis: exactly one of `client` and `send`. */
export interface RedisAccess {
  /**
   * An ioredis client with `autoResendUnfulfilledCommands: false` and a `maxRetriesPerRequest`. Otherwise ioredis may send
   * a command again long after the caller gave it up, and waits forever while the server is away.
   */
  readonly client?: IoredisLike
  /**
   * Sends one command: `args => client.sendCommand(args)` with node-redis, `args => redis.call(...args)` with an ioredis
   * client whose settings you cannot change.
   */
  readonly send?: RedisSend
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
}

/** Replaces a text if it is as expected. `KEYS[1]` is the hash of texts, `ARGV[1]` the name and `ARGV[2]` the expected text. */
export const REDIS_UPDATE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`
/** Removes a text if it is as expected. */
export const REDIS_REMOVE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`

export const isOne = (reply: unknown): boolean => Number(reply) === 1

const invalid = (option: string, reason: string): NitroliteError => new NitroliteError('OPTIONS_INVALID', { option, reason })

/**
 * The function that sends commands, each with a limited wait for its reply.
 * @throws `OPTIONS_INVALID`
 */
export function redisSender({ client, send, timeout = DEFAULT_REPLY_LIMIT }: RedisAccess): RedisSend {
  checkReplyLimit(timeout)
  const sendOnce = client ? senderOf(client, send) : send
  if (typeof sendOnce !== 'function') throw invalid('send', 'It must be a function that sends one command, unless the option client is given.')
  return args => withReplyLimit(sendOnce(args), timeout)
}

function senderOf(client: IoredisLike, send: RedisSend | undefined): RedisSend {
  if (send) throw invalid('client', 'It cannot be combined with the option send.')
  if (typeof client.call !== 'function') throw invalid('client', 'It must be an ioredis client. Pass send for any other client.')
  const { autoResendUnfulfilledCommands, maxRetriesPerRequest } = client.options ?? {}
  if (autoResendUnfulfilledCommands !== false) throw invalid('client', 'Create the ioredis client with autoResendUnfulfilledCommands: false, so that it never executes a command twice.')
  if (maxRetriesPerRequest === null) throw invalid('client', 'Create the ioredis client with a number as maxRetriesPerRequest, so that no command waits forever.')
  return args => client.call(...args)
}
