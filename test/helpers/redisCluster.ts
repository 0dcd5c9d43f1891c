import { Cluster, Redis } from 'ioredis'
import { onTestFinished, vi } from 'vitest'
import type { IoredisLike } from '../../src/node/redisLink'
import { freePort } from '../setup/freePort'
import { startOnFreePort, type RedisServer } from './redisServer'

/** A node of the cluster, with a connection of the test to it. */
interface ClusterNode {
  readonly server: RedisServer
  readonly admin: Redis
  readonly id: string
}

/** One half of the slots: a master, and a replica that can take its place. */
export interface ClusterShard {
  /** How the settings of the master are changed. */
  configureMaster(setting: string, value: string): Promise<void>
  killReplica(): Promise<void>
  /** Kills the master and lets the replica take its place. */
  failOver(): Promise<void>
}

/** A Redis Cluster of two masters, each with one replica. */
export interface RedisCluster {
  /** The shard that holds a key. */
  shardOf(key: string): Promise<ClusterShard>
  /** The shard that does not hold a key. */
  otherShard(key: string): Promise<ClusterShard>
  /** An ioredis client as the documentation shows it. */
  connect(): IoredisLike
}

/** A cluster of real servers. */
export interface RedisServerCluster extends RedisCluster {
  readonly ports: readonly number[]
}

const OPTIONS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--repl-diskless-sync-delay', '0', '--cluster-config-file', 'nodes.conf']
const SLOTS = 16_384

async function startNode(binary: string): Promise<ClusterNode> {
  const server = await startOnFreePort(binary, async () => [...OPTIONS, '--cluster-port', String(await freePort())])
  const admin = new Redis({ port: server.port, host: '127.0.0.1', retryStrategy: null })
  // A test that kills the node expects it.
  admin.on('error', () => {})
  return { server, admin, id: String(await admin.cluster('MYID')) }
}

const clusterPortOf = async ({ admin }: ClusterNode): Promise<string> => {
  const [, port = ''] = await admin.config('GET', 'cluster-port') as string[]
  return port
}

/** Starts a cluster for one test. It is stopped when the test has ended. @param binary the program of a Redis server */
export async function startRedisCluster(binary: string): Promise<RedisServerCluster> {
  const nodes = await Promise.all(Array.from({ length: 4 }, () => startNode(binary)))
  onTestFinished(async () => {
    for (const { admin } of nodes) admin.disconnect()
    await Promise.all(nodes.map(({ server }) => server.stop()))
  })
  const [first, second, ...replicas] = nodes as [ClusterNode, ClusterNode, ...ClusterNode[]]
  const masters = [first, second]
  await first.admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', String(SLOTS / 2 - 1))
  await second.admin.call('CLUSTER', 'ADDSLOTSRANGE', String(SLOTS / 2), String(SLOTS - 1))
  for (const [at, { admin }] of nodes.entries()) await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1))
  for (const node of nodes.slice(1)) await first.admin.call('CLUSTER', 'MEET', '127.0.0.1', String(node.server.port), await clusterPortOf(node))
  await until(async () => (await Promise.all(nodes.map(({ admin }) => admin.cluster('INFO')))).every(info => String(info).includes('cluster_known_nodes:4')))
  for (const [at, { admin }] of replicas.entries()) {
    await until(async () => await admin.call('CLUSTER', 'REPLICATE', masters[at]?.id ?? '').catch(() => null) === 'OK')
  }
  await until(async () => (await Promise.all(masters.map(({ admin }) => admin.info('replication')))).every(info => info.includes('state=online')))
  await until(async () => (await Promise.all(nodes.map(({ admin }) => admin.cluster('INFO')))).every(info => String(info).includes('cluster_state:ok')))

  const half = async (key: string): Promise<0 | 1> => Number(await first.admin.cluster('KEYSLOT', key)) < SLOTS / 2 ? 0 : 1
  const shardAt = (at: 0 | 1): ClusterShard => {
    const [master, replica] = [masters[at], replicas[at]] as [ClusterNode, ClusterNode]
    return {
      async configureMaster(setting, value) { await master.admin.config('SET', setting, value) },
      async killReplica() { await replica.server.kill() },
      async failOver() {
        await master.server.kill()
        await replica.admin.call('CLUSTER', 'FAILOVER', 'TAKEOVER')
        await until(async () => String(await replica.admin.call('ROLE')).startsWith('master'))
      },
    }
  }

  return {
    ports: nodes.map(({ server }) => server.port),
    shardOf: async key => shardAt(await half(key)),
    otherShard: async key => shardAt(await half(key) === 0 ? 1 : 0),
    connect() {
      const cluster = new Cluster(nodes.map(({ server }) => ({ host: '127.0.0.1', port: server.port })), { retryDelayOnFailover: 0, slotsRefreshInterval: 200 })
      // The commands report what is wrong.
      cluster.on('error', () => {})
      onTestFinished(() => { cluster.disconnect() })
      return cluster
    },
  }
}

const until = (isDone: () => Promise<boolean>): Promise<void> =>
  vi.waitFor(async () => { if (!await isDone()) throw new Error('The cluster is not ready.') }, { timeout: 30_000, interval: 50 })
