import { randomBytes } from 'node:crypto'
import RedisMock from 'ioredis-mock'
import { onTestFinished } from 'vitest'
import type { IoredisLike, RedisCommand } from '../../src/node/redisLink'
import type { ClusterShard, RedisCluster } from './redisCluster'
import { SAFE_SETTINGS } from './redisRig'

type Keys = InstanceType<typeof RedisMock>

/** One half of the keys, and the only connection that the client has to its master. */
class Shard implements ClusterShard {
  readonly #settings: Record<string, string> = { ...SAFE_SETTINGS }
  readonly #id: number
  #master = keysOfTheirOwn()
  readonly #replica = keysOfTheirOwn()
  #isReplicaAlive = true
  /** How many writes the connection has sent, and how many of these the replica has. */
  readonly #writes = { sent: 0, replicated: 0 }

  constructor(id: number) {
    this.#id = id
  }

  async configureMaster(setting: string, value: string): Promise<void> { this.#settings[setting] = value }
  async killReplica(): Promise<void> { this.#isReplicaAlive = false }
  async failOver(): Promise<void> { this.#master = this.#replica }

  async run([command, ...args]: RedisCommand): Promise<unknown> {
    switch (command.toUpperCase()) {
      case 'CONFIG': return [args[1], this.#settings[args[1] ?? '']]
      case 'INFO': return '# Cluster\r\ncluster_enabled:1\r\n'
      case 'CLIENT': return this.#id
      case 'WAIT': return this.#isReplicaAlive && this.#writes.replicated >= this.#writes.sent ? 1 : 0
      case 'HSETNX': case 'EVAL': {
        this.#writes.sent += 1
        if (this.#isReplicaAlive && this.#replica !== this.#master) {
          await apply(this.#replica, command, args)
          this.#writes.replicated += 1
        }
        return apply(this.#master, command, args)
      }
      default: return apply(this.#master, command, args)
    }
  }
}

/** The keys of the stand-in depend on the port. */
function keysOfTheirOwn(): Keys {
  const keys = new RedisMock({ host: randomBytes(8).toString('hex') })
  onTestFinished(() => { keys.disconnect() })
  return keys
}

const apply = async (keys: Keys, command: string, args: readonly string[]): Promise<unknown> =>
  (keys as unknown as Record<string, (...args: readonly string[]) => Promise<unknown>>)[command.toLowerCase()]?.call(keys, ...args)

const keyOf = ([command, ...args]: RedisCommand): string | undefined => {
  const name = command.toUpperCase()
  if (name === 'EVAL') return args[2]
  return ['EXISTS', 'HGET', 'HGETALL', 'HSETNX', 'DEL'].includes(name) ? args[0] : undefined
}

/**
 * The stand-in for a Redis Cluster with two masters, each with a replica. As in a real one, a command without a key reaches any
 * node, and `WAIT` counts the replicas that have the writes of its own connection.
 */
export function createClusterModel(): RedisCluster {
  const shards = [new Shard(1), new Shard(2)] as const
  const holderOf = (key: string): Shard => shards[(key.match(/^\{(.*?)\}/)?.[1]?.length ?? 0) % 2 as 0 | 1]
  let turn = 0
  const anyShard = (): Shard => shards[turn++ % 2 as 0 | 1]
  const shardFor = (commands: readonly RedisCommand[]): Shard => {
    const key = commands.map(keyOf).find(each => each !== undefined)
    return key === undefined ? anyShard() : holderOf(key)
  }
  return {
    shardOf: async key => holderOf(key),
    otherShard: async key => shards[holderOf(key) === shards[0] ? 1 : 0],
    connect: (): IoredisLike => ({
      isCluster: true,
      options: { retryDelayOnFailover: 0 },
      call: (...command) => shardFor([command]).run(command),
      pipeline: (commands: string[][]) => ({
        async exec() {
          const shard = shardFor(commands as RedisCommand[])
          const results: [Error | null, unknown][] = []
          for (const command of commands as RedisCommand[]) results.push([null, await shard.run(command)])
          return results
        },
      }),
    }),
  }
}
