/**
 * The compiler copies import specifiers from the sources to the declarations: without an extension, and `./X.vue` for
 * components. Consumers of a package need the names of the built files, so this script completes every relative specifier
 * after the build.
 */
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))

/** @param {string} from @param {string} specifier */
function complete(from, specifier) {
  const target = resolve(dirname(from), specifier)
  if (existsSync(`${target}.d.ts`)) return `${specifier}.js`
  if (existsSync(join(target, 'index.d.ts'))) return `${specifier.replace(/\/$/, '')}/index.js`
  throw new Error(`${from} imports ${specifier}, which has no declaration file`)
}

const declarations = (await readdir(dist, { recursive: true })).filter(file => file.endsWith('.d.ts'))
if (declarations.length === 0) throw new Error('The build wrote no declarations to dist')

for (const name of declarations) {
  const file = join(dist, name)
  const compiled = await readFile(file, 'utf8')
  // Removes imports of styles: the build collects them in dist/style.css, which apps import.
  let text = compiled.replace(/^import ['"][^'"]+\.css['"];?\n/gm, '')
  const imports = ts.preProcessFile(text, true, true).importedFiles
    .filter(({ fileName }) => /^\.{1,2}(\/|$)/.test(fileName) && !fileName.endsWith('.js'))
  for (const { fileName, pos } of imports.toReversed()) {
    const start = text.indexOf(fileName, pos)
    text = text.slice(0, start) + complete(file, fileName) + text.slice(start + fileName.length)
  }
  if (text !== compiled) await writeFile(file, text)
}
