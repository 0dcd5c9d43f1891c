/** `npm run docs`: writes README's list of errors from the table in the sources. */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const readme = new URL('../README.md', import.meta.url)
const { module } = await runnerImport(fileURLToPath(new URL('errorList.ts', import.meta.url)))
await writeFile(readme, module.withErrorList(await readFile(readme, 'utf8')))
