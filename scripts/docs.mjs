/** `npm run docs`: writes docs/errors.md from the texts in the sources. */
import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const docs = new URL('../docs/', import.meta.url)
const { module } = await runnerImport(fileURLToPath(new URL('errorList.ts', import.meta.url)))
await mkdir(docs, { recursive: true })
await writeFile(new URL('errors.md', docs), module.errorPage())
