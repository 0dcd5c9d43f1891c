import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../package/support/manifest'

const pages = (await readdir(join(ROOT, 'docs'), { recursive: true }))
  .filter(name => name.endsWith('.md') && /^(?:guide|reference)\//.test(name)).map(name => `docs/${name}`)
const LINK = /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g
const HEADING = /^#+ (.+)$/gm

/** The anchor that GitHub and VitePress make from a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replaceAll(' ', '-')

const anchorsOf = async (file: string): Promise<string[]> =>
  [...(await readFile(file, 'utf8')).matchAll(HEADING)].map(([, heading = '']) => anchorOf(heading))

test.for(['README.md', 'CONTRIBUTING.md', ...pages])('every link of %s leads to a file, and to a heading that the file has', async (page) => {
  const file = join(ROOT, page)
  const missing: string[] = []
  for (const [link, path = '', anchor] of (await readFile(file, 'utf8')).matchAll(LINK)) {
    // The site serves docs/public at its root.
    const target = path === '' ? file : path.startsWith('/') ? join(ROOT, 'docs/public', path) : join(dirname(file), path)
    const isFound = existsSync(target) && (!anchor || !target.endsWith('.md') || (await anchorsOf(target)).includes(anchor.replace(/\./g, '')))
    if (!isFound) missing.push(`${link} in ${relative(ROOT, file)}`)
  }
  expect(missing).toEqual([])
})
