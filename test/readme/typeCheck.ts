import { execFile } from 'node:child_process'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../package/support/manifest'
import type { CodeBlock } from './codeBlocks'

const FOLDER = join(ROOT, '.cache/readme')

/** Name of the file that a block is written to. */
export const fileOf = ({ language, line }: CodeBlock): string => `line${line}.${language}`

/** Adds `export {}` so that two blocks can declare the same name, except to components, which may not export. */
const source = ({ language, code, given }: CodeBlock): string =>
  language === 'vue' ? code.replace(/(<script[^>]*>\n)/, `$1${given}\n`) : `${given}\n${code}\nexport {}\n`

/**
 * Compiles blocks as an app would: strictly, against the built package under its name, next to an `App.vue`.
 * @returns the errors of the compiler, one per line
 */
export async function typeCheck(blocks: readonly CodeBlock[]): Promise<string[]> {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(join(FOLDER, 'node_modules'), { recursive: true })
  await symlink(ROOT, join(FOLDER, 'node_modules/vue-nitrolite'))
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify({
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
  await writeFile(join(FOLDER, 'App.vue'), '<template><main /></template>\n')
  await Promise.all(blocks.map(block => writeFile(join(FOLDER, fileOf(block)), source(block))))

  return new Promise((resolve) => {
    const arguments_ = [join(ROOT, 'node_modules/vue-tsc/bin/vue-tsc.js'), '--pretty', 'false', '--project', FOLDER]
    execFile(process.execPath, arguments_, { cwd: FOLDER }, (error, stdout, stderr) => {
      const complaints = `${stdout}${stderr}`.split('\n').filter(line => line !== '')
      resolve(error && complaints.length === 0 ? [error.message] : complaints)
    })
  })
}
