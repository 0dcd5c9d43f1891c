import { spawnSync } from 'node:child_process'
import { Redis } from 'ioredis'
import type { TestProject } from 'vitest/node'
import { startOnFreePort } from '../helpers/redisServer'
import { writeReport } from './writeReport'

/** What the tests of Redis run on. */
export interface SharedRedis {
  /** A real server that all test files share. Null if there is none: then a stand-in in the process of the test takes its place. */
  readonly url: string | null
  /** The program of a Redis server, for tests that start servers of their own. Null if none is installed. */
  readonly binary: string | null
}

declare module 'vitest' {
  export interface ProvidedContext {
    redis: SharedRedis
  }
}

/** Valkey is the same server under another name. */
const PROGRAMS = ['redis-server', 'valkey-server']

const installedProgram = (): string | null =>
  PROGRAMS.find(program => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0) ?? null

async function versionOf(url: string): Promise<string> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 })
  // The command below reports it.
  client.on('error', () => {})
  try {
    const settings = [await client.config('GET', 'appendonly'), await client.config('GET', 'appendfsync')].flat()
    if (!settings.includes('yes') || !settings.includes('always')) throw new Error('The tests need a Redis server with appendonly yes and appendfsync always. Change the settings of the server that REDIS_URL names.')
    return /^redis_version:(.*)$/m.exec(await client.info('server'))?.[1]?.trim() ?? 'of an unknown version'
  }
  finally {
    client.disconnect()
  }
}

/** Uses the server that `REDIS_URL` names; otherwise starts the one that is installed; otherwise the tests use the stand-in. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const binary = installedProgram()
  const given = process.env['REDIS_URL']
  const server = !given && binary ? await startOnFreePort(binary) : null
  const url = given ?? (server && `redis://127.0.0.1:${server.port}`)
  project.provide('redis', { url, binary })
  const cluster = binary ? 'with a cluster of real servers' : 'with a stand-in for clusters'
  const source = given ? 'from REDIS_URL' : `started with ${binary}`
  await writeReport(project, 'redis', url ? `Redis ${await versionOf(url)} (a real server, ${source}, ${cluster})` : 'Redis: a stand-in, because no server is installed and REDIS_URL is not set')
  return server ? () => server.stop() : undefined
}
