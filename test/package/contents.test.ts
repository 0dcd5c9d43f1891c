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

/** `@scope/name/path` to `@scope/name`. */
const packageOf = (specifier: string): string =>
  specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')

async function importsOf(file: string): Promise<string[]> {
  const { importedFiles } = ts.preProcessFile(await readFile(join(ROOT, file), 'utf8'), true, true)
  return importedFiles.map(({ fileName }) => fileName).filter(name => !name.startsWith('.'))
}

test('the package contains every exported file, the style sheet, the license, the README, the changelog and the list of errors', () => {
  const named = codeEntries.flatMap(entry => [entry.types, entry.default]).map(file => file.slice(2))
  expect(packed).toEqual(expect.arrayContaining([
    ...named, 'dist/style.css', 'LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'docs/errors.md',
  ]))
})

test('the package has one style sheet, which imports no other file', async () => {
  expect(packed.filter(path => path.endsWith('.css'))).toEqual(['dist/style.css'])
  expect(await readFile(join(ROOT, 'dist/style.css'), 'utf8')).not.toContain('@import')
})

test('the package contains no sources, tests or test helpers', () => {
  const topLevel = ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'custom-elements.json', 'web-types.json', 'web-types.elements.json', 'docs/errors.md']
  expect(packed.filter(path => !path.startsWith('dist/') && !topLevel.includes(path))).toEqual([])
  expect(packed.filter(path => /test(-d)?\.|fixture|__tests__|testRig|playground/i.test(path))).toEqual([])
})

test('every module that can be imported from the package has a declaration file beside it', () => {
  const modules = packed.filter(path => path.endsWith('.js') && !/\.setup\.js$|\.css_inline\.js$|_virtual|^dist\/bin\//.test(path))
  expect(modules.length).toBeGreaterThan(20)
  expect(modules.filter(path => !packed.includes(path.replace(/\.js$/, '.d.ts')))).toEqual([])
})

test('modules in the package import only dependencies and peer dependencies, and node:* only in those for servers', async () => {
  const installed = [manifest.name, ...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
  const modules = packed.filter(path => path.endsWith('.js'))
  const foreign = await Promise.all(modules.map(async path =>
    (await importsOf(path))
      .filter(name => !installed.includes(packageOf(name)) && !(name.startsWith('node:') && /^dist\/(node\/|relay\/|bin\/|nuxt\/panel\/servePanel\.js$)/.test(path)))
      .map(name => `${path}: ${name}`)))
  expect(foreign.flat()).toEqual([])
})

test('the built core imports neither Vue, Pinia, ws nor node:*', async () => {
  const modules = packed.filter(path => /^dist\/core\/.*\.js$/.test(path))
  const outside = await Promise.all(modules.map(async path =>
    (await importsOf(path)).filter(name => /^(vue|pinia|@vueuse\/core|ws|node:.*)$/.test(name)).map(name => `${path}: ${name}`)))
  expect(outside.flat()).toEqual([])
})
