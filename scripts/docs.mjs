/**
 * `npm run docs`: writes the generated pages of the documentation from the sources, takes a picture of every state of the
 * components if a browser can be started, and builds the site in `docs/.vitepress/dist`. The site contains the built playground;
 * it is built first if that has not been done. With `--no-pictures`, no pictures are taken. With `--pages`, only the pages are
 * written.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as buildApp, runnerImport } from 'vite'
import { build } from 'vitepress'
import { openGallery, pictureStates } from './pictures.mjs'

const docs = new URL('../docs/', import.meta.url)
const playground = new URL('../playground/', import.meta.url)
const load = async name => (await runnerImport(fileURLToPath(new URL(name, import.meta.url)))).module

const { errorPage } = await load('errorList.ts')
const { referencePages } = await load('reference/referencePages.ts')
const { llmsText } = await load('llmsText.ts')

const pages = new Map([
  ...referencePages(),
  ['docs/errors.md', errorPage()],
  ['docs/public/llms.txt', await llmsText(docs)],
])
for (const [path, text] of pages) {
  const file = fileURLToPath(new URL(`../${path}`, docs))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

/** The site is complete without pictures: its page of states then says that there are none. */
async function takePictures() {
  const gallery = await openGallery().catch((error) => {
    console.warn(`No pictures of the components are taken, because no browser could be started: ${error.message.split('\n')[0]}`)
    return null
  })
  if (!gallery) return
  const problems = await pictureStates(gallery)
  await gallery.close()
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}

if (!process.argv.includes('--pages')) {
  if (!process.argv.includes('--no-pictures')) await takePictures()
  await build(fileURLToPath(docs))
  if (!existsSync(new URL('dist/', playground))) {
    await buildApp({ configFile: fileURLToPath(new URL('vite.config.ts', playground)), logLevel: 'warn' })
  }
  await cp(new URL('dist/', playground), new URL('.vitepress/dist/playground/app/', docs), { recursive: true })
}
