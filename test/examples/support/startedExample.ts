import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program of an example that keeps running. */
export interface StartedExample {
  /** Address of its page, as the program has printed it. */
  readonly url: string
  /** What it has printed so far. */
  printed(): string
  /** Asks it to end. @returns its exit code, null if it was killed */
  stop(): Promise<number | null>
}

/** How long a program may take to print its address, and to end, in milliseconds. */
const [START_LIMIT, STOP_LIMIT] = [90_000, 30_000]

/** @param file started with Node.js in `folder`. It prints the address of its page. */
export async function startExample(folder: string, file: string): Promise<StartedExample> {
  const child = spawn(process.execPath, [file], { cwd: folder, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit') as Promise<[number | null]>
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => { reject(new Error(`${file} ${why}. It printed:\n${printed}`)) }
    const timer = setTimeout(() => { fail('printed no address') }, START_LIMIT)
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const [address] = /http:\/\/\S+/.exec(printed) ?? []
      if (address !== undefined) resolve(address)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    ended.then(([code]) => { fail(`ended with ${code}`) }, reject).finally(() => { clearTimeout(timer) })
  }).catch((thrown: unknown) => {
    child.kill('SIGTERM')
    throw thrown
  })

  return {
    url,
    printed: () => printed,
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => { child.kill('SIGKILL') }, STOP_LIMIT)
      const [code] = await ended
      clearTimeout(timer)
      return code
    },
  }
}
