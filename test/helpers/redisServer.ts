import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../setup/freePort'

/** A Redis server that runs as a process of its own. */
export interface RedisServer {
  readonly port: number
  /** Ends the process at once, as a crash does. */
  kill(): Promise<void>
  /** Ends the process and removes its files. */
  stop(): Promise<void>
}

/** Keeps every confirmed write, as the Redis journal demands. */
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']

/** How long a server may take to start, in milliseconds. */
const START_LIMIT = 20_000

/** Another program may take a port that was free a moment ago. */
const MOST_STARTS = 5

/**
 * Starts a server on free ports.
 * @param binary the program, for example `redis-server`
 * @param optionsFor makes the options of the server; called anew for each try, so that it can look for other free ports
 */
export async function startOnFreePort(binary: string, optionsFor: () => Promise<readonly string[]> = async () => []): Promise<RedisServer> {
  for (let start = 1; ; start++) {
    try {
      return await startRedisServer(binary, await freePort(), await optionsFor())
    }
    catch (thrown) {
      if (start === MOST_STARTS || !String(thrown).includes('Address already in use')) throw thrown
    }
  }
}

async function startRedisServer(binary: string, port: number, options: readonly string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nitrolite-redis-'))
  const child = spawn(binary, ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...DURABLE, ...options], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve) => { child.once('close', () => { resolve() }) })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  await untilReady(child).catch(async (thrown: unknown) => {
    await kill()
    throw thrown
  })
  return {
    port, kill,
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function untilReady(child: ChildProcess): Promise<void> {
  let output = ''
  return new Promise((resolve, reject) => {
    const settle = (why?: string): void => {
      clearTimeout(timer)
      if (why === undefined) resolve()
      else reject(new Error(`Redis could not be started: ${why}. It wrote:\n${output}`))
    }
    const timer = setTimeout(() => { settle(`it was not ready after ${START_LIMIT} ms`) }, START_LIMIT)
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('Ready to accept connections')) settle()
    })
    child.once('error', (error) => { settle(error.message) })
    child.once('close', () => { settle('it ended') })
  })
}
