import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types: string, readonly default: string }>>
}

export const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Manifest

/** The entries with code, for example `{ subpath: './core', types, default }`; neither the style sheet nor the languages. */
export const codeEntries = Object.entries(manifest.exports)
  .flatMap(([subpath, target]) => typeof target === 'string' || subpath.includes('*') ? [] : [{ subpath, ...target }])

/** What apps write to import an entry: `vue-nitrolite/core` for `./core`. */
export const specifierOf = (subpath: string): string => manifest.name + subpath.slice(1)
