import type { TestProject } from 'vitest/node'
import { findFirefox, type InstalledFirefox } from '../../../scripts/findFirefox.mjs'
import { installChromium, type InstalledChromium } from './chromium'

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: InstalledChromium
    /** Only in the project `firefox`, which runs the tests in Firefox. */
    firefox?: InstalledFirefox
    /** Whether Firefox runs every test that it can run, or only those that are likely to find what Chromium does not. */
    runsAllInFirefox?: boolean
  }
}

/** Runs once for all test files, because two processes that unpack the browser at the same time fail with ETXTBSY. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await installChromium())
  if (project.name !== 'firefox') return
  const firefox = findFirefox()
  if (!firefox) throw new Error('Firefox is not installed. Install it, for example with "apt-get install firefox-esr", or set FIREFOX_PATH.')
  project.provide('firefox', firefox)
}
