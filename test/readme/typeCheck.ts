import { execFile } from 'node:child_process'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../package/support/manifest'
import type { CodeBlock } from './codeBlocks'

/** Name of the file that a block is written to. */
export const fileOf = ({ language, line, page }: CodeBlock): string => `${page}line${line}.${language}`

/** Adds `export {}` so that two blocks can declare the same name, except to components, which may not export. */
const source = ({ language, code, given }: CodeBlock): string =>
  language === 'vue' ? code.replace(/(<script[^>]*>\n)/, `$1${given}\n`) : `${given}\n${code}\nexport {}\n`

/**
 * Compiles blocks as an app would: strictly, against the built package under its name, next to an `App.vue`.
 * @param name of a folder that no other test uses
 * @returns the errors of the compiler, one per line
 */
export async function typeCheck(blocks: readonly CodeBlock[], name = 'readme'): Promise<string[]> {
  const folder = join(ROOT, '.cache', name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'node_modules'), { recursive: true })
  await symlink(ROOT, join(folder, 'node_modules/vue-nitrolite'))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      module: 'ESNext',
      moduleResolution: 'Bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node', 'vite/client'],
    },
    vueCompilerOptions: { strictTemplates: true },
    include: ['*.ts', '*.vue'],
  }))
  await writeFile(join(folder, 'App.vue'), '<template><main /></template>\n')
  await Promise.all(blocks.map(block => writeFile(join(folder, fileOf(block)), source(block))))

  return new Promise((resolve) => {
    const arguments_ = [join(ROOT, 'node_modules/vue-tsc/bin/vue-tsc.js'), '--pretty', 'false', '--project', folder]
    execFile(process.execPath, arguments_, { cwd: folder }, (error, stdout, stderr) => {
      const complaints = `${stdout}${stderr}`.split('\n').filter(line => line !== '')
      resolve(error && complaints.length === 0 ? [error.message] : complaints)
    })
  })
}
