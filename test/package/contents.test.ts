import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries, manifest, ROOT } from './support/manifest'

let packed: string[]

beforeAll(async () => {
  assertFreshBuild()
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT })
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }]
  packed = files.map(file => file.path)
})

const bare = (specifier: string): string =>
  specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')

async function importsOf(file: string): Promise<string[]> {
  const { importedFiles } = ts.preProcessFile(await readFile(join(ROOT, file), 'utf8'), true, true)
  return importedFiles.map(({ fileName }) => fileName).filter(name => !name.startsWith('.'))
}

test('the package holds what the exports name, the style sheet, the licence, the notes and the list of errors', () => {
  const named = codeEntries.flatMap(entry => [entry.types, entry.default]).map(file => file.slice(2))
  expect(packed).toEqual(expect.arrayContaining([
    ...named, 'dist/style.css', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'docs/errors.md',
  ]))
})

test('holds neither sources nor tests nor what tests use', () => {
  const top = ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'docs/errors.md']
  expect(packed.filter(path => !path.startsWith('dist/') && !top.includes(path))).toEqual([])
  expect(packed.filter(path => /test(-d)?\.|fixture|__tests__|testRig|playground/i.test(path))).toEqual([])
})

test('every module has declarations beside it', () => {
  const modules = packed.filter(path => path.endsWith('.js') && !path.endsWith('.setup.js') && !path.includes('_virtual'))
  expect(modules.length).toBeGreaterThan(20)
  expect(modules.filter(path => !packed.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([])
})

test('modules import nothing that an app would not have', async () => {
  const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
  const modules = packed.filter(path => path.endsWith('.js'))
  const foreign = await Promise.all(modules.map(async path =>
    (await importsOf(path))
      .filter(name => !installed.includes(bare(name)) && !(name.startsWith('node:') && path.startsWith('dist/node/')))
      .map(name => `${path}: ${name}`)))
  expect(foreign.flat()).toEqual([])
})

test('the core needs neither Vue nor Pinia nor Node.js', async () => {
  const modules = packed.filter(path => /^dist\/core\/.*\.js$/.test(path))
  const outside = await Promise.all(modules.map(async path =>
    (await importsOf(path)).filter(name => /^(vue|pinia|@vueuse\/core|ws|node:.*)$/.test(name)).map(name => `${path}: ${name}`)))
  expect(outside.flat()).toEqual([])
})
