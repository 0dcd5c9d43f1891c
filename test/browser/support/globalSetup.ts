import type { TestProject } from 'vitest/node'
import { installChromium, type InstalledChromium } from './chromium'

declare module 'vitest' {
  export interface ProvidedContext {
    chromium: InstalledChromium
  }
}

/** Once for all test files: two processes that unpack the browser at once disturb each other. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await installChromium())
}
