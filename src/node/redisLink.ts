import { refuseOption, requireOptions } from '../core/client/refuseOption'
import { checkReplyLimit, DEFAULT_REPLY_LIMIT, withReplyLimit } from './replyLimit'

/** One command with its arguments. */
export type RedisCommand = [string, ...string[]]

/**
 * Sends one command and returns its reply.
 * @param key the key that the command is about, by which a cluster finds the node
 */
export type RedisSend = (args: RedisCommand, key: string) => Promise<unknown>

/**
 * Sends commands one right after the other on one connection, to the node of a cluster that holds the key, and returns their
 * replies. Rejects if one of them fails. If the connection is lost, the rest of the commands must not be sent on another one.
 */
export type RedisPipeline = (commands: readonly RedisCommand[], key: string) => Promise<readonly unknown[]>

/** The part of an ioredis client that is used: a `Redis` or a `Cluster`. */
export interface IoredisLike {
  call(command: string, ...args: string[]): Promise<unknown>
  pipeline(commands: string[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> }
  readonly isCluster?: boolean
  readonly options: {
    readonly autoResendUnfulfilledCommands?: boolean | undefined
    readonly maxRetriesPerRequest?: number | null | undefined
    /** Of a `Cluster`. */
    readonly retryDelayOnFailover?: number | undefined
  }
}

/** How commands reach Redis: `client`, or `send` and perhaps `pipeline`. */
export interface RedisAccess {
  /**
   * An ioredis client that sends no command twice and waits for none forever: a `Redis` with `autoResendUnfulfilledCommands: false`
   * and a `maxRetriesPerRequest`, or a `Cluster` with `retryDelayOnFailover: 0`.
   */
  readonly client?: IoredisLike
  /**
   * Sends one command. With node-redis: `args => client.sendCommand(args)`, and with its `createCluster`:
   * `(args, key) => cluster.sendCommand(key, false, args)`. With a connection pool, each command may take another connection.
   */
  readonly send?: RedisSend
  /**
   * Sends several commands on one connection. A cluster needs it, and so does the option `replicas`, because only the connection
   * that has sent a write can ask whether the replicas have it. With node-redis:
   * `commands => commands.reduce((multi, args) => multi.addCommand(args), client.multi()).execAsPipeline()`, and with its
   * `createCluster`:
   * `(commands, key) => commands.reduce((multi, args) => multi.addCommand(key, false, args), cluster.multi()).execAsPipeline()`.
   * @default none with `send`. An ioredis client needs none
   */
  readonly pipeline?: RedisPipeline
  /** How long to wait for a reply, in milliseconds. A write that takes longer may still be made. @default 10_000 */
  readonly timeout?: number
}

/** How the stores of this library send commands. Each wait is limited. */
export interface RedisLink {
  readonly send: RedisSend
  /** Null if several commands cannot be kept on one connection. */
  readonly pipeline: RedisPipeline | null
}

/** @throws `OPTIONS_INVALID` */
export function redisLink(access: RedisAccess): RedisLink {
  requireOptions('redis', access, 'client or send')
  const { client, send, pipeline, timeout = DEFAULT_REPLY_LIMIT } = access
  checkReplyLimit(timeout)
  if (client && (send ?? pipeline)) refuseOption('client', 'It cannot be combined with the options send and pipeline.')
  const link = client ? linkOfIoredis(client) : { send, pipeline: pipeline ?? null }
  const { send: sendOne, pipeline: sendSeveral } = link
  if (typeof sendOne !== 'function') refuseOption('send', 'It must be a function that sends one command, unless the option client is given.')
  if (sendSeveral !== null && typeof sendSeveral !== 'function') refuseOption('pipeline', 'It must be a function that sends several commands on one connection.')
  return {
    send: async (args, key) => withReplyLimit(sendOne(args, key), timeout),
    pipeline: sendSeveral && (async (commands, key) => withReplyLimit(sendSeveral(commands, key), timeout)),
  }
}

function linkOfIoredis(client: IoredisLike): RedisLink {
  if (typeof client.call !== 'function' || typeof client.pipeline !== 'function') refuseOption('client', 'It must be an ioredis client. Pass send for any other client.')
  const { autoResendUnfulfilledCommands, maxRetriesPerRequest, retryDelayOnFailover } = client.options ?? {}
  if (client.isCluster) {
    if (retryDelayOnFailover !== 0) refuseOption('client', 'Create the ioredis cluster with retryDelayOnFailover: 0, so that it never executes a command twice.')
  }
  else if (autoResendUnfulfilledCommands !== false) refuseOption('client', 'Create the ioredis client with autoResendUnfulfilledCommands: false, so that it never executes a command twice.')
  else if (maxRetriesPerRequest === null) refuseOption('client', 'Create the ioredis client with a number as maxRetriesPerRequest, so that no command waits forever.')
  return {
    send: args => client.call(...args),
    async pipeline(commands) {
      const results = await client.pipeline(commands.map(([name, ...args]) => [name.toLowerCase(), ...args])).exec() ?? []
      return results.map(([error, reply]) => {
        if (error) throw error
        return reply
      })
    },
  }
}
