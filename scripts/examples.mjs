/**
 * `npm run examples:pack` packs the built library to `examples/vue-nitrolite.tgz`, which the examples install.
 * `npm run examples:lock` also writes their lock files anew: without addresses of a registry, and without the checksum of
 * the packed library, which changes with every build.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const examples = fileURLToPath(new URL('../examples/', import.meta.url))
const npm = (cwd, ...command) => execFileSync('npm', command, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const [{ filename }] = JSON.parse(npm(`${examples}..`, 'pack', '--json', '--ignore-scripts', '--pack-destination', examples))
const packed = `${examples}vue-nitrolite.tgz`
await rename(examples + filename, packed)

if (process.argv.includes('--lock')) {
  const names = (await readdir(examples)).map(name => `${examples}${name}/`)
  // The test of Nuxt installs the same example with Nuxt 3.
  const folders = [...names, fileURLToPath(new URL('../test/nuxt/nuxt-3/', import.meta.url))]
  for (const folder of folders.filter(folder => existsSync(`${folder}package.json`))) await writeLock(folder)
}

/** @param {string} folder of an app that installs the packed library */
async function writeLock(folder) {
  const readJson = async name => JSON.parse(await readFile(folder + name, 'utf8'))
  const tarball = resolve(folder, (await readJson('package.json')).dependencies['vue-nitrolite'].replace('file:', ''))
  const isElsewhere = tarball !== packed
  if (isElsewhere) await copyFile(packed, tarball)
  // Otherwise npm keeps what it knows of the packed library, whose version stays the same.
  const present = await readJson('package-lock.json')
  delete present.packages['node_modules/vue-nitrolite']
  await writeFile(`${folder}package-lock.json`, JSON.stringify(present))
  npm(folder, 'install', '--package-lock-only', '--omit-lockfile-registry-resolved', '--no-audit', '--no-fund')
  const lock = await readJson('package-lock.json')
  delete lock.packages['node_modules/vue-nitrolite'].integrity
  await writeFile(`${folder}package-lock.json`, `${JSON.stringify(lock, null, 2)}\n`)
  if (isElsewhere) await rm(tarball)
}
