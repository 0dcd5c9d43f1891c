import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/support/manifest'

const text = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8')

/** Rows of tables without the question in their first cell. Each names files, and what to look for in them. */
const rows = [...text.matchAll(/^\| (…[^|]+\?) \| (.+) \|$/gm)].map(([, question = '', cells = '']) => ({
  question, quoted: [...cells.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word),
}))

const sources = await readdir(join(ROOT, 'src'), { recursive: true })

const isPath = (word: string): boolean => /^[\w*/-]+\.ts$/.test(word)

/** The files that a path in a row can mean: it begins in `src/`, in the engine, or beside another file of the row. */
const filesOf = (path: string, folders: readonly string[]): string[] =>
  ['', 'core/closing/', ...folders].flatMap((folder) => {
    const pattern = new RegExp(`^${(folder + path).replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`)
    return sources.filter(file => pattern.test(file))
  })

test.for(rows)('CONTRIBUTING.md answers “Where is it decided $question” with files and names that exist', async ({ question, quoted }) => {
  expect(quoted, question).not.toEqual([])
  const paths = quoted.filter(isPath)
  const folders = paths.filter(path => path.includes('/')).map(path => path.slice(0, path.lastIndexOf('/') + 1))
  const found = paths.map(path => ({ path, files: filesOf(path, folders) }))
  expect(found.filter(({ files }) => files.length === 0).map(({ path }) => path), 'files that do not exist').toEqual([])

  const contents = await Promise.all(found.flatMap(({ files }) => files).map(file => readFile(join(ROOT, 'src', file), 'utf8')))
  const names = quoted.filter(word => /^#?[\w.#]+$/.test(word) && !isPath(word)).map(word => word.slice(word.lastIndexOf('.') + 1))
  expect(names.filter(name => !contents.some(content => content.includes(name))), 'names that are not in the files').toEqual([])
})

test('test/helpers/README.md says when to use each helper, and names no helper that does not exist', async () => {
  const folder = join(ROOT, 'test/helpers')
  const helpers = (await readdir(folder)).filter(file => file.endsWith('.ts')).map(file => file.replace(/\.ts$/, ''))
  const guide = await readFile(join(folder, 'README.md'), 'utf8')
  const described = [...guide.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
  expect(described.sort()).toEqual(helpers.sort())
})
