import type { TestProject } from 'vitest/node'
import { installChromium, type InstalledChromium } from './chromium'

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: InstalledChromium
  }
}

/** Runs once for all test files, because two processes that unpack the browser at the same time fail with ETXTBSY. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await installChromium())
}
