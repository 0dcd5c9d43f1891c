import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from '../package/support/freshBuild'
import { ROOT } from '../package/support/manifest'
import { codeBlocks, type CodeBlock } from './codeBlocks'
import { runBlock } from './runBlock'
import { fileOf, typeCheck } from './typeCheck'

/** The guides, and the pages about composables with their examples. */
const FOLDERS = ['docs/guide', 'docs/reference/composables']

/** Blocks that a guide quotes from an example, which the tests of the examples compile. The lines stay, so that numbers stay right. */
const QUOTE = /<!-- from: \S+ -->\n```\w+\n[\s\S]*?^```$/gm
const withoutQuotes = (markdown: string): string => markdown.replace(QUOTE, quote => quote.replace(/.+/g, ''))

const pages = (await Promise.all(FOLDERS.map(async folder =>
  (await readdir(join(ROOT, folder))).filter(file => file.endsWith('.md')).map(file => join(ROOT, folder, file))))).flat()
const blocks = (await Promise.all(pages.map(async (file): Promise<CodeBlock[]> =>
  codeBlocks(withoutQuotes(await readFile(file, 'utf8')), basename(file, '.md'))))).flat()
const typed = blocks.filter(({ language }) => language === 'ts' || language === 'vue')
let complaints: string[] = []

beforeAll(async () => {
  assertFreshBuild()
  complaints = await typeCheck(typed, 'guides')
})

test('every code block of the guides is in a language that this test knows', () => {
  const known = ['ts', 'vue', 'sh', 'json', 'css', 'html', 'text']
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ page, line }) => `${page}, line ${line}`)).toEqual([])
})

test('the compiler reports no error outside the code blocks of the guides', () => {
  const files = typed.map(fileOf)
  expect(complaints.filter(line => !files.some(file => line.startsWith(`${file}(`)))).toEqual([])
})

test.for(typed)('the $language block in line $line of the guide $page compiles against the package', (block) => {
  expect(complaints.filter(line => line.startsWith(`${fileOf(block)}(`))).toEqual([])
})

test.for(typed.filter(({ code }) => code.includes('// runs')))('the block in line $line of the guide $page runs, and closes the session if it uses one', async (block) => {
  expect(await runBlock(block)).toMatchObject({ exitCode: 0, stderr: '', closed: block.code.includes('SESSION_ID') })
})
