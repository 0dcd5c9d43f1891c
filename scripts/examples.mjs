/**
 * `npm run examples:pack` packs the built library to `examples/vue-nitrolite.tgz`, which the examples install.
 * `npm run examples:lock` also writes their lock files anew: without addresses of a registry, and without the checksum of
 * the packed library, which changes with every build.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const examples = fileURLToPath(new URL('../examples/', import.meta.url))
const npm = (cwd, ...command) => execFileSync('npm', command, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const [{ filename }] = JSON.parse(npm(`${examples}..`, 'pack', '--json', '--ignore-scripts', '--pack-destination', examples))
await rename(examples + filename, `${examples}vue-nitrolite.tgz`)

if (process.argv.includes('--lock')) {
  for (const name of await readdir(examples)) {
    const folder = `${examples}${name}/`
    if (!existsSync(`${folder}package.json`)) continue
    // Otherwise npm keeps what it knows of the packed library, whose version stays the same.
    const present = JSON.parse(await readFile(`${folder}package-lock.json`, 'utf8'))
    delete present.packages['node_modules/vue-nitrolite']
    await writeFile(`${folder}package-lock.json`, JSON.stringify(present))
    npm(folder, 'install', '--package-lock-only', '--omit-lockfile-registry-resolved', '--no-audit', '--no-fund')
    const lock = JSON.parse(await readFile(`${folder}package-lock.json`, 'utf8'))
    delete lock.packages['node_modules/vue-nitrolite'].integrity
    await writeFile(`${folder}package-lock.json`, `${JSON.stringify(lock, null, 2)}\n`)
  }
}
