import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

/** The build splits a single-file component into two modules. Names them so that `X.vue.d.ts` lies beside `X.vue.js`. */
const moduleName = ({ name, facadeModuleId }: { name: string, facadeModuleId: string | null }): string => {
  if (facadeModuleId === null || !facadeModuleId.includes('.vue')) return `${name}.js`
  const component = name.replace(/\.vue.*$/, '')
  return facadeModuleId.includes('?') ? `${component}.setup.js` : `${component}.vue.js`
}

/** Dependencies are not bundled, because the app installs them. */
const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  .map(name => new RegExp(`^${name}($|/)`))
  .concat(/^node:/, /^vue-nitrolite$/)

/** Each app decides about Vue Devtools when it is built. Without this, the plugin for Vue would decide against it here. */
const keepDevtoolsFlag: Plugin = {
  name: 'keep-devtools-flag',
  apply: 'build',
  config: () => ({ define: { __VUE_PROD_DEVTOOLS__: '__VUE_PROD_DEVTOOLS__' } }),
}

const setupFiles = ['test/setup/failOnWarnings.ts']

/** Test files that use the servers of `test/setup/`, which start once for all of them. */
const withServers = ['src/node/**/*{postgres,Postgres,redis,Redis}*.test.ts', 'test/rooms/*{Postgres,Redis}*.test.ts', 'test/**/*.postgres.test.ts']

/** Test files that replace modules, globals or the curve of ethers for every test of their process. */
const withOwnModules = [
  'src/core/connection/{clocks,connection,openSocket}.test.ts',
  'test/reported/{closedDatabase,outdatedPage,foreignRealm}.test.ts',
  'test/integration/*Many.test.ts',
  'test/rooms/*.test.ts',
]

/**
 * Random schedules and random faults, which replace the curve of ethers. Their files share their modules, so that these are loaded
 * once for each core.
 */
const random = ['test/cosigning/schedules/**/*.test.ts', 'test/faults/**/*.test.ts']

export default defineConfig({
  plugins: [keepDevtoolsFlag, vue()],
  build: {
    target: 'es2022',
    minify: false,
    sourcemap: true,
    copyPublicDir: false,
    lib: {
      entry: {
        'index': 'src/index.ts',
        'core/index': 'src/core/index.ts',
        'browser/index': 'src/browser/index.ts',
        'node/index': 'src/node/index.ts',
        'testing/index': 'src/testing/index.ts',
        'nuxt/index': 'src/nuxt/index.ts',
        'nuxt/runtime/plugin': 'src/nuxt/runtime/plugin.ts',
        'nuxt/runtime/panelPlugin': 'src/nuxt/runtime/panelPlugin.ts',
        'nuxt/panel/page': 'src/nuxt/panel/page.ts',
        'resolver/index': 'src/resolver/index.ts',
        'global/index': 'src/global/index.ts',
        'element/index': 'src/element/index.ts',
        'element/auto': 'src/element/auto.ts',
        'react/index': 'src/react/index.ts',
        'opentelemetry/index': 'src/opentelemetry/index.ts',
        'relay/index': 'src/relay/index.ts',
        'bin/index': 'src/bin/index.ts',
      },
      formats: ['es'],
      cssFileName: 'style',
    },
    rolldownOptions: {
      external,
      // If all constants of a module were inlined, its import would stay in the output, and esbuild warns about that useless import.
      optimization: { inlineConst: false },
      output: {
        preserveModules: true,
        preserveModulesRoot: 'src',
        entryFileNames: moduleName,
      },
    },
  },
  test: {
    // By default Vitest leaves one core idle, which doubles the time on machines with two cores.
    maxWorkers: '100%',
    // Tests assert no timing; a busy machine may take several times as long as an idle one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          environment: 'node',
          // Files share their modules: loading them anew for each file takes as long as all of these tests.
          isolate: false,
          include: ['src/{core,rooms,testing,texts,locales}/**/*.test.ts', 'test/{replay,conformance,integration,reported,cosigning}/**/*.test.ts'],
          exclude: [...withOwnModules, ...random, ...withServers],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'stores',
          environment: 'node',
          include: ['src/{browser,node,relay,bin,opentelemetry}/**/*.test.ts', 'test/rooms/processes/*.test.ts', 'test/setup/*.test.ts', ...withOwnModules],
          exclude: withServers,
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'databases',
          environment: 'node',
          include: withServers,
          globalSetup: ['test/setup/postgres.ts', 'test/setup/redis.ts'],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'core-random',
          environment: 'node',
          isolate: false,
          // Every run creates a whole world and drops it. With more memory for new objects, these tests take 8 % less time.
          execArgv: ['--max-semi-space-size=64'],
          include: random,
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'vue',
          environment: 'happy-dom',
          // Each file has modules of its own: an import that is still being loaded when a file ends would fail for all files after it.
          include: ['src/*.test.ts', 'src/{plugin,composables,components,devtools,nuxt,element,react}/**/*.test.ts', 'test/leaks/**/*.test.ts'],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'ssr',
          environment: 'node',
          include: ['test/ssr/**/*.test.ts'],
          setupFiles,
        },
      },
    ],
  },
})
