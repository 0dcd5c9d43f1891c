/**
 * `npm run docs`: writes the generated pages of the documentation from the sources, and builds the site in `docs/.vitepress/dist`.
 * With `--pages`, only the pages.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { build } from 'vitepress'

const docs = new URL('../docs/', import.meta.url)
const load = async name => (await runnerImport(fileURLToPath(new URL(name, import.meta.url)))).module

const { errorPage } = await load('errorList.ts')
const { componentReference } = await load('componentReference.ts')
const { llmsText } = await load('llmsText.ts')
const { version } = JSON.parse(await readFile(new URL('../package.json', docs), 'utf8'))
const reference = componentReference(version)
await Promise.all(['reference/', 'public/'].map(folder => mkdir(new URL(folder, docs), { recursive: true })))
await writeFile(new URL('errors.md', docs), errorPage())
await writeFile(new URL('reference/components.md', docs), reference.page)
await writeFile(new URL('../web-types.json', docs), reference.webTypes)
await writeFile(new URL('public/llms.txt', docs), await llmsText(new URL('guide/', docs)))

if (!process.argv.includes('--pages')) await build(fileURLToPath(docs))
