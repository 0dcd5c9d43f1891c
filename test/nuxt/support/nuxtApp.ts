import { execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../../package/support/manifest'

const run = promisify(execFile)
const EXAMPLE = join(ROOT, 'examples/nuxt')

/** Packages that the example is built with. */
export type NuxtVersion = 'Nuxt 4' | 'Nuxt 3'

/** A built copy of the example, outside of the repository, so that it finds only what it has installed. */
export interface BuiltApp {
  readonly folder: string
  remove(): Promise<void>
}

/** A running server of a built app. */
export interface NuxtServer {
  /** Without a slash at the end. */
  readonly url: string
  /** What the server has written to stderr. */
  errors(): string
  close(): Promise<void>
}

/** Packs the library as it is published. @returns the path of the tarball */
export async function packLibrary(folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', ROOT, '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: folder })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}

/**
 * Copies the example, and the sources of the module, which the type check compiles against the app's Nuxt. An app of Nuxt 3
 * has its sources in its root folder.
 */
async function copyExample(folder: string, version: NuxtVersion): Promise<void> {
  const isSource = (path: string): boolean => !/\/(node_modules|\.nuxt|\.output|[\w-]+\.tgz)(\/|$)/.test(path.slice(EXAMPLE.length))
  await cp(EXAMPLE, folder, { recursive: true, filter: isSource })
  await cp(join(ROOT, 'test/nuxt/app'), folder, { recursive: true })
  await cp(join(ROOT, 'src/nuxt'), join(folder, 'app/library'), {
    recursive: true, filter: path => !path.endsWith('.test.ts') && !path.endsWith('/nuxt.d.ts'),
  })
  await cp(join(ROOT, 'src/autoImports.ts'), join(folder, 'app/autoImports.ts'))
  await cp(join(ROOT, 'src/devtools/panel.ts'), join(folder, 'app/devtools/panel.ts'))
  // As in an app that says nothing about Nuxt DevTools.
  const config = join(folder, 'nuxt.config.ts')
  await writeFile(config, (await readFile(config, 'utf8')).replace('devtools: { enabled: false },', ''))
  if (version === 'Nuxt 4') return
  await cp(join(ROOT, 'test/nuxt/nuxt-3'), folder, { recursive: true })
  await cp(join(folder, 'app'), folder, { recursive: true })
  await rm(join(folder, 'app'), { recursive: true })
}

/** Copies the example, installs its lock file with the packed library, and builds it for production. */
export async function buildExample(tarball: string, version: NuxtVersion): Promise<BuiltApp> {
  const folder = await mkdtemp(join(tmpdir(), 'nuxt-example-'))
  const options = { cwd: folder, env: { ...process.env, NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: '' }, maxBuffer: 2 ** 26 }
  await copyExample(folder, version)
  await cp(tarball, join(folder, 'vue-nitrolite.tgz'))
  await run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], options)
  for (const command of ['prepare', 'build']) {
    await run(process.execPath, [join(folder, 'node_modules/nuxt/bin/nuxt.mjs'), command], options)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Checks the types of an app, and of the copied sources of the module, which run in Node.js. @returns the errors of the compiler, one per line */
export function typeErrors({ folder }: BuiltApp): Promise<string[]> {
  const compiler = join(ROOT, 'node_modules/vue-tsc/bin/vue-tsc.js')
  return new Promise((resolve) => {
    const args = ['--noEmit', '--pretty', 'false', '--project', '.nuxt/tsconfig.json', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]
    execFile(process.execPath, [compiler, ...args], { cwd: folder }, (error, stdout, stderr) => {
      const complaints = `${stdout}${stderr}`.split('\n').filter(line => line !== '')
      resolve(error && complaints.length === 0 ? [error.message] : complaints)
    })
  })
}

/** A port that was free a moment ago: the server of Nuxt cannot choose one. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/**
 * Starts a server.
 * @param args what Node.js runs
 * @param isReady whether a piece of what the server writes says that it listens
 */
async function startServer(args: string[], options: { cwd: string, env: NodeJS.ProcessEnv }, port: number, isReady: (text: string) => boolean): Promise<NuxtServer> {
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString() })
  const ended = new Promise<void>((resolve) => { child.on('exit', () => resolve()) })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => { if (isReady(chunk.toString())) resolve() })
    child.on('exit', () => reject(new Error(`The server of Nuxt ended: ${errors}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    errors: () => errors,
    async close() {
      child.kill()
      await ended
    },
  }
}

/** Starts the server of a built app. @param env environment variables in addition */
export async function serveApp({ folder }: BuiltApp, env: Record<string, string>): Promise<NuxtServer> {
  const port = await freePort()
  return startServer([join(folder, '.output/server/index.mjs')], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
  }, port, text => text.includes('Listening on'))
}

/** Starts the development server of an app. It changes the folder `.nuxt`. @param env environment variables in addition */
export async function developApp({ folder }: BuiltApp, env: Record<string, string>): Promise<NuxtServer> {
  const port = await freePort()
  // Nuxt switches its DevTools off where these variables say that tests run.
  const { TEST: _, VITEST: __, ...own } = process.env
  return startServer([join(folder, 'node_modules/nuxt/bin/nuxt.mjs'), 'dev', '--no-fork', '--host', '127.0.0.1', '--port', String(port)], {
    cwd: folder,
    env: { ...own, NODE_ENV: '', NUXT_TELEMETRY_DISABLED: '1', ...env },
  }, port, text => text.includes('Nitro server built'))
}
