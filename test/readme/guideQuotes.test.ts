import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/support/manifest'

const FROM = /<!-- from: (\S+) -->\n```\w+\n([\s\S]*?)^```$/gm

const guides = await Promise.all((await readdir(join(ROOT, 'docs/guide')))
  .filter(name => name.endsWith('.md'))
  .map(async name => ({ name, text: await readFile(join(ROOT, 'docs/guide', name), 'utf8') })))

/** Blocks that a guide quotes from an example. The tests of the examples compile and run them. */
const quotes = guides.flatMap(({ name, text }) =>
  [...text.matchAll(FROM)].map(([, path = '', code = '']) => ({ name, path, code })))

test('the guides quote the examples', () => {
  expect(quotes.length).toBeGreaterThan(10)
})

test.for(quotes)('docs/guide/$name quotes $path word for word', async ({ path, code }) => {
  expect(await readFile(join(ROOT, path), 'utf8')).toContain(code.trimEnd())
})
