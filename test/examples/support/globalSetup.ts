import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { ROOT } from '../../package/support/manifest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder with copies of all examples, beside the packed library. */
    examples: string
  }
}

/** Copies the examples out of the repository, so that nothing is found in its node_modules, and packs the library once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'vue-nitrolite-examples-'))
  // When root runs the tests, Postgres runs as another user, and its program is in this folder.
  await chmod(folder, 0o755)
  const inRepository = /[\\/](node_modules|dist|\.angular)([\\/]|$)/
  await cp(join(ROOT, 'examples'), folder, { recursive: true, filter: path => !inRepository.test(path.slice(ROOT.length - 1)) })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await promisify(execFile)('npm', pack, { cwd: ROOT })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  await rename(join(folder, filename), join(folder, 'vue-nitrolite.tgz'))
  project.provide('examples', folder)
  return () => rm(folder, { recursive: true, force: true })
}
