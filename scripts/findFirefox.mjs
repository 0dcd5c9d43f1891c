import { spawnSync } from 'node:child_process'

/** Debian and Ubuntu call the long-term version `firefox-esr`. */
const NAMES = ['firefox', 'firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox']

/**
 * Finds an installed Firefox: the one in `FIREFOX_PATH`, or else one under its usual names. It must be a Firefox as Mozilla
 * releases it, because the tests speak WebDriver BiDi with it.
 * @returns {{ executablePath: string, version: string } | null} `version` as Firefox prints it, such as "153.7.0esr"
 */
export function findFirefox() {
  const { FIREFOX_PATH } = process.env
  for (const executablePath of FIREFOX_PATH ? [FIREFOX_PATH] : NAMES) {
    const { stdout } = spawnSync(executablePath, ['--version'], { encoding: 'utf8', timeout: 30_000 })
    const version = /Mozilla Firefox (\S+)/.exec(stdout ?? '')?.[1]
    if (version) return { executablePath, version }
  }
  return null
}
