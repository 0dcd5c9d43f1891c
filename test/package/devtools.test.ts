import vue from '@vitejs/plugin-vue'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { assertFreshBuild } from './support/freshBuild'
import { ROOT } from './support/manifest'

const ENTRY = 'virtual:app'

/** The smallest app that uses the plugin. */
const APP = `
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createNitrolite } from 'vue-nitrolite'

createApp({ render: () => null }).use(createPinia()).use(createNitrolite({ url: 'wss://node.example/ws', application: 'app' })).mount('#app')`

/** All code of the app as Vite builds it for production. */
async function bundle(define: Record<string, string> = {}): Promise<string> {
  const result = await build({
    root: ROOT,
    configFile: false,
    mode: 'production',
    logLevel: 'error',
    // Vitest has set the variable to “test”.
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    plugins: [vue(), {
      name: 'app',
      resolveId: id => id === ENTRY ? id : null,
      load: id => id === ENTRY ? APP : null,
    }],
    build: { write: false, minify: false, copyPublicDir: false, rolldownOptions: { input: ENTRY } },
  })
  const { output } = result as Rolldown.RolldownOutput
  return output.map(file => file.type === 'chunk' ? file.code : '').join('\n')
}

/** Texts that only the code for Vue Devtools and for the tab in Nuxt DevTools contains. */
const MARKS = ['Nitrolite evidence', 'Search sessions and closings', 'Knowledge, newest first', 'createTimeline', 'vue-nitrolite offer to panel']

beforeAll(assertFreshBuild)

test('an app that is built for production contains nothing of the code for Vue Devtools and Nuxt DevTools, unless it asks for it', async () => {
  const [plain, withDevtools] = await Promise.all([bundle(), bundle({ __VUE_PROD_DEVTOOLS__: 'true' })])
  expect(plain).toContain('close_app_session')
  expect(MARKS.filter(mark => plain.includes(mark))).toEqual([])
  expect(MARKS.filter(mark => !withDevtools.includes(mark))).toEqual([])
})
