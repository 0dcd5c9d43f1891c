import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** A program that Node can run without this repository. */
export interface BuiltProgram {
  /** A new temporary folder, in which tests may keep files of their own. */
  readonly folder: string
  /** Path of the program. */
  readonly program: string
  /** Removes the folder. */
  remove(): Promise<void>
}

/**
 * Bundles a program with everything it imports, for tests that run, freeze or kill real processes.
 * @param source file in `test/helpers`
 */
export async function buildProgram(source: string): Promise<BuiltProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'program-'))
  await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(new URL('.', import.meta.url)),
    ssr: { noExternal: true },
    build: {
      ssr: source,
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'program.mjs', chunkFileNames: '[name].mjs' } },
    },
  })
  return { folder, program: join(folder, 'program.mjs'), remove: () => rm(folder, { recursive: true, force: true }) }
}
