import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian calls the long-term version `firefox-esr`. */
const NAMES = ['firefox', 'firefox-esr']
const MAC = '/Applications/Firefox.app/Contents/MacOS/firefox'

/**
 * Finds an installed Firefox: the one in `FIREFOX_PATH`, or else one in the folders of `PATH`. It must be a Firefox as Mozilla
 * releases it, because the tests speak WebDriver BiDi with it.
 * @returns {import('./findFirefox.mjs').InstalledFirefox | null}
 */
export function findFirefox() {
  const { FIREFOX_PATH, PATH = '' } = process.env
  const usual = [...PATH.split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name))), MAC].filter(path => existsSync(path))
  for (const executablePath of FIREFOX_PATH ? [FIREFOX_PATH] : usual) {
    const { stdout } = spawnSync(executablePath, ['--version'], { encoding: 'utf8', timeout: 30_000 })
    const version = /Mozilla Firefox (\S+)/.exec(stdout ?? '')?.[1]
    if (version) return { executablePath, version }
  }
  return null
}
