import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from '../package/support/freshBuild'
import { ROOT } from '../package/support/manifest'
import { codeBlocks } from './codeBlocks'
import { fileOf, typeCheck } from './typeCheck'

const FOLDER = join(ROOT, 'docs/guide')
const pages = (await readdir(FOLDER)).filter(file => file.endsWith('.md'))
const blocks = (await Promise.all(pages.map(async file =>
  codeBlocks(await readFile(join(FOLDER, file), 'utf8'), file.replace(/\.md$/, ''))))).flat()
const typed = blocks.filter(({ language }) => language === 'ts' || language === 'vue')
let complaints: string[] = []

beforeAll(async () => {
  assertFreshBuild()
  complaints = await typeCheck(typed, 'guides')
})

test('the compiler reports no error outside the code blocks of the guides', () => {
  const files = typed.map(fileOf)
  expect(complaints.filter(line => !files.some(file => line.startsWith(`${file}(`)))).toEqual([])
})

test.for(typed)('the $language block in line $line of the guide $page compiles against the package', (block) => {
  expect(complaints.filter(line => line.startsWith(`${fileOf(block)}(`))).toEqual([])
})
