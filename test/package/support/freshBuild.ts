import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { codeEntries, ROOT } from './manifest'

const changed = (file: string): number => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0

/** What the build reads; tests change without it. */
const sources = (): string[] => readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(ts|vue|css)$/.test(file) && !/\.(test|test-d)\.ts$/.test(file))
  .map(file => join('src', file))

/** @throws where there is no build, or where a source is newer than it */
export function assertFreshBuild(): void {
  const targets = codeEntries.flatMap(entry => [entry.default, entry.types])
  const missing = targets.filter(file => changed(file) === 0)
  if (missing.length > 0) throw new Error(`No build of ${missing.join(', ')}: npm run build`)

  const built = Math.min(...targets.map(changed))
  const newer = sources().filter(file => changed(file) > built)
  if (newer.length > 0) throw new Error(`The build is older than ${newer.join(', ')}: npm run build`)
}
