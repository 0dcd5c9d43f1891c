import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { SELECTED_FILES } from './browser/support/firefoxTests.ts'

/**
 * Tests of the built package and playground, kept apart so that all other tests run without a build. `npm test` leaves out the
 * apps that take minutes to build. `npm run test:apps` builds all of them.
 */
export default defineConfig(({ mode }) => ({
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
          // Compiles every block of the documentation.
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'nuxt',
          include: ['test/nuxt/**/*.test.ts'],
          exclude: ['test/nuxt/app/**'],
          env: { ALL_APPS: mode === 'all-apps' ? 'yes' : '' },
          globalSetup: ['test/browser/support/globalSetup.ts'],
          testTimeout: 60_000,
          // Installs and builds two apps.
          hookTimeout: 600_000,
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
      ...[
        { name: 'browser', include: ['test/browser/**/*.test.ts'] },
        { name: 'firefox', include: mode === 'all-firefox' ? ['test/browser/**/*.test.ts'] : SELECTED_FILES.map(file => `test/browser/${file}`) },
      ].map(({ name, include }) => ({
        extends: true as const,
        test: {
          name,
          include,
          globalSetup: ['test/browser/support/globalSetup.ts'],
          provide: { runsAllInFirefox: mode === 'all-firefox' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Long enough for slow machines, and for the nodes that some tests slow down.
          expect: { poll: { timeout: 15_000 } },
          // The files of a worker share its modules and its browser. One worker for each core.
          isolate: false,
          maxWorkers: 2,
        },
      })),
      {
        extends: true,
        test: {
          name: 'examples',
          include: ['test/examples/**/*.test.ts'],
          exclude: mode === 'all-apps' ? [] : ['test/examples/angular.test.ts', 'test/examples/wallets.test.ts'],
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
}))
