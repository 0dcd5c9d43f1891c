import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OPTION_GROUPS } from '../../scripts/reference/optionPages'
import { referencePages } from '../../scripts/reference/referencePages'
import { AUTO_IMPORTS } from '../../src/autoImports'
import siteConfig from '../../docs/.vitepress/config'
import { ROOT } from '../package/support/manifest'

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8')
const folderOf = async (folder: string): Promise<string[]> => (await readdir(join(ROOT, 'docs/reference', folder))).map(name => name.replace(/\.md$/, ''))

const optionTexts = await Promise.all((await folderOf('options')).map(name => read(`docs/reference/options/${name}.md`)))
const written = referencePages()

test.for([...written.keys()])('%s is exactly what `npm run docs` writes from the sources', async (path) => {
  expect(written.get(path)).toBe(await read(path))
})

test('every composable has a page, and every page belongs to a composable', async () => {
  expect((await folderOf('composables')).sort()).toEqual([...AUTO_IMPORTS.composables].sort())
})

test('every component and the custom element has a page', async () => {
  const files = AUTO_IMPORTS.components.map(name => name.replace(/(?!^)[A-Z]/g, letter => `-${letter}`).toLowerCase())
  expect((await folderOf('components')).sort()).toEqual([...files, 'custom-element'].sort())
})

test('every option group has a page, and no page is left over', async () => {
  expect((await folderOf('options')).sort()).toEqual(OPTION_GROUPS.map(({ name }) => name).sort())
})

describe('options', () => {
  /** Files whose interfaces with these names are options of an app, and the option that they are inside of. */
  const declared: readonly (readonly [file: string, type: string, inside: string])[] = [
    ['src/core/client/options.ts', 'NitroliteClientOptions', ''],
    ['src/core/client/options.ts', 'TimeoutOptions', 'timeouts.'],
    ['src/core/client/options.ts', 'RecoveryOptions', 'recovery.'],
    ['src/core/client/options.ts', 'SessionKeyOptions', 'sessionKey.'],
    ['src/core/client/keepOptions.ts', 'KeepOptions', 'keep.'],
    ['src/core/connection/reconnectOptions.ts', 'ReconnectOptions', 'reconnect.'],
    ['src/plugin/options.ts', 'NitroliteVueOptions', ''],
    ['src/plugin/options.ts', 'NitroliteKeepOptions', 'keep.'],
    ['src/browser/browserPersistence.ts', 'BrowserPersistenceOptions', ''],
    ['src/composables/composableOptions.ts', 'NitroliteComposableOptions', ''],
    ['src/composables/types.ts', 'UseReadingOptions', ''],
    ['src/composables/closingCallbacks.ts', 'ClosingCallbacks', ''],
    ['src/composables/allocationTypes.ts', 'UseAllocationsOptions', ''],
    ['src/composables/useWallets.ts', 'UseWalletsOptions', ''],
    ['src/core/closing/types.ts', 'CloseRequest', ''],
    ['src/core/cosigning/options.ts', 'ProposeRequest', ''],
    ['src/core/cosigning/options.ts', 'CoSignOptions', ''],
    ['src/nuxt/options.ts', 'ModuleOptions', ''],
  ]

  test.for(declared)('every option of %s, %s, has an entry on a page', async ([file, type, inside]) => {
    const [, body = ''] = new RegExp(`export interface ${type} [^{]*\\{\\n([^]*?)\\n\\}`).exec(await read(file)) ?? []
    const names = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, name = '']) => name)
    expect(names).not.toEqual([])
    expect(names.filter(name => !optionTexts.some(text => text.includes(`| \`${inside}${name}\` |`)))).toEqual([])
  })

  test('every option of the client, and of what is inside of it, is required, says its default, or lists its parts', () => {
    const rows = ['connection', 'wallet', 'recovery', 'reconnect', 'keep'].flatMap(name =>
      [...(written.get(`docs/reference/options/${name}.md`) ?? '').matchAll(/^\| `(.+?)` \|.*\| (.*) \|$/gm)])
    const isOld = ([row]: RegExpMatchArray): boolean => row.includes('Deprecated: ')
    const silent = rows.filter(row => row[2]?.trim() === '' && !isOld(row)).map(([, name]) => name)
    expect(silent).toEqual(['limits', 'sessionKey', 'timeouts', 'recovery'])
  })
})

test('the navigation of the site leads to every page, except those of single errors', async () => {
  const links = JSON.stringify(siteConfig.themeConfig?.sidebar)
  const guides = (await readdir(join(ROOT, 'docs/guide'))).map(name => `/guide/${name.replace(/\.md$/, '')}`)
  const references = [...written.keys()].filter(path => path.endsWith('.md')).map(path => path.replace(/^docs(.*)\.md$/, '$1'))
  const pages = [...guides, ...references, '/reference/', '/errors', '/playground/']
  expect(pages.filter(page => !links.includes(`"${page}"`))).toEqual([])
})

test('the navigation of the site has no text that a browser would take for an element', () => {
  const texts = JSON.stringify(siteConfig.themeConfig?.sidebar)
  expect([...texts.matchAll(/"text":"([^"]*<[^"]*)"/g)].map(([, text]) => text)).toEqual([])
})

test('the overview of the reference leads to every page of the reference', async () => {
  const overview = await read('docs/reference/index.md')
  const references = [...written.keys()].filter(path => path.startsWith('docs/reference/')).map(path => path.replace('docs/reference/', './'))
  expect(references.filter(path => !overview.includes(`](${path})`))).toEqual([])
})
