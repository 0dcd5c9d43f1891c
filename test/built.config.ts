import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** Tests of the built package and playground, kept apart so that all other tests run without a build. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [vue()],
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'readme',
          include: ['test/readme/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'nuxt',
          include: ['test/nuxt/**/*.test.ts'],
          exclude: ['test/nuxt/app/**'],
          globalSetup: ['test/browser/support/globalSetup.ts'],
          testTimeout: 60_000,
          // Installs and builds two apps.
          hookTimeout: 600_000,
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/support/globalSetup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Long enough for slow machines, and for the nodes that some tests slow down.
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'examples',
          include: ['test/examples/**/*.test.ts'],
          globalSetup: ['test/browser/support/globalSetup.ts', 'test/examples/support/globalSetup.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          // Installs and builds an app.
          hookTimeout: 300_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
})
