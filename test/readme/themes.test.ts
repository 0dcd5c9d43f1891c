import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/support/manifest'

const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8')
const unique = (names: Iterable<RegExpMatchArray>): string[] => [...new Set([...names].map(([name]) => name))].sort()

const guide = await read('docs/guide/themes.md')
const STYLES = 'src/components/session-closer/styles'
const component = (await Promise.all((await readdir(join(ROOT, STYLES))).map(file => read(join(STYLES, file))))).join('\n')
const button = await read('src/components/wallet-button/walletButton.css')

/** Variables that an app may set: those that the style sheets read with a fallback. */
const offered = unique(component.matchAll(/--nitrolite-[\w-]+(?=,)/g))

test('the guide for themes names exactly the variables that SessionCloser offers', () => {
  expect(unique(guide.matchAll(/--nitrolite-[\w-]+/g))).toEqual(offered)
})

test('WalletButton offers no variable that SessionCloser does not offer', () => {
  expect(unique(button.matchAll(/--nitrolite-[\w-]+/g)).filter(name => !offered.includes(name))).toEqual([])
})

test.for(['tailwind', 'vuetify'])('the example for %s sets all colors, and the pictures have a value for every variable that it reads', async (theme) => {
  const [, example = ''] = new RegExp(`\`\`\`css\\n(/\\* theme: ${theme} \\*/[^]*?)\`\`\``).exec(guide) ?? []
  const set = unique(example.matchAll(/--nitrolite-[\w-]+(?=:)/g))
  expect(offered.filter(name => !set.includes(name))).toEqual(['--nitrolite-gap', '--nitrolite-padding', '--nitrolite-width'])
  const values = await read(`test/shots/${theme}.css`)
  // A variable with a fallback may have no value.
  const wanted = unique(example.matchAll(/(?<=var\()--(?!nitrolite)[\w-]+(?=\))/g))
  expect(wanted.filter(name => !values.includes(`${name}:`))).toEqual([])
})
