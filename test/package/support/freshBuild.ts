import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { codeEntries, ROOT } from './manifest'

/** Milliseconds since the epoch; 0 if the file does not exist. */
const modifiedAt = (file: string): number => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** The files that the build reads. */
const sources = (): string[] => readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(ts|vue|css)$/.test(file) && !/\.(test|test-d)\.ts$/.test(file))
  .map(file => join('src', file))

/** @throws Error if there is no build, or if a source is newer than the build */
export function assertFreshBuild(): void {
  const targets = codeEntries.flatMap(entry => [entry.default, entry.types])
  const missing = targets.filter(file => modifiedAt(file) === 0)
  if (missing.length > 0) throw new Error(`${missing.join(', ')} was not built. Run npm run build.`)

  const built = Math.min(...targets.map(modifiedAt))
  const newer = sources().filter(file => modifiedAt(file) > built)
  if (newer.length > 0) throw new Error(`The build is older than ${newer.join(', ')}. Run npm run build.`)
}
