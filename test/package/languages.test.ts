import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from './support/freshBuild'
import { codeEntries, manifest, ROOT } from './support/manifest'

/** What apps import to show a language. */
const NAMES = {
  ar: 'arabic', de: 'german', es: 'spanish', fr: 'french', ja: 'japanese', ko: 'korean', pt: 'portuguese', tr: 'turkish', zh: 'chinese',
}

/** Imports and re-exports of other modules of the build that are carried out at once. `import()` is not among them. */
const STATIC_IMPORT = /^(?:import|export)\b[^'"()]*['"](\.[^'"]+)['"]/gm

/** Every module that is loaded together with a module of the build. */
async function loadedWith(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found
  found.add(file)
  const source = await readFile(file, 'utf8')
  for (const [, path = ''] of source.matchAll(STATIC_IMPORT)) {
    const imported = join(dirname(file), path)
    if (existsSync(imported) && imported.endsWith('.js')) await loadedWith(imported, found)
  }
  return found
}

beforeAll(assertFreshBuild)

test('the build contains exactly the languages that the package documents', async () => {
  expect((await readdir(join(ROOT, 'dist/locales'))).sort()).toEqual(Object.keys(NAMES))
})

test('every language of the package can be imported by its tag, and loadTexts loads the same texts', async () => {
  const script = `
    import { loadTexts } from '${manifest.name}'
    const names = ${JSON.stringify(NAMES)}
    for (const [tag, name] of Object.entries(names)) {
      const module = await import('${manifest.name}/locales/' + tag)
      console.log(tag, Object.keys(module).join(), module[name] === await loadTexts(tag))
    }`
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT })
  expect(stderr).toBe('')
  expect(stdout.trim().split('\n')).toEqual(Object.entries(NAMES).map(([tag, name]) => `${tag} ${name} true`))
})

/** A text that only the file of one language contains, for each language. */
const sentenceOf = async (tag: string): Promise<string> =>
  /confirmFinal: ["'](.+)["'],/.exec(await readFile(join(ROOT, `dist/locales/${tag}/labels.js`), 'utf8'))?.[1] ?? ''

/** The languages whose texts are among some modules. */
async function languagesIn(modules: Iterable<string>): Promise<string[]> {
  const code = (await Promise.all([...modules].map(file => readFile(file, 'utf8')))).join('\n')
  const sentences = await Promise.all(Object.keys(NAMES).map(async tag => ({ tag, sentence: await sentenceOf(tag) })))
  return sentences.filter(({ sentence }) => code.includes(sentence)).map(({ tag }) => tag)
}

test('the file of a language contains the texts of that language only', async () => {
  expect(await languagesIn(await loadedWith(join(ROOT, 'dist/locales/de/index.js')))).toEqual(['de'])
})

test.for(codeEntries)('the entry $subpath loads no language before it is asked for one', async ({ default: entry }) => {
  expect(await languagesIn(await loadedWith(join(ROOT, entry)))).toEqual([])
})
