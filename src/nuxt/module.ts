import { addComponent, addImports, addPlugin, addVitePlugin, createResolver, defineNuxtModule, hasNuxtCompatibility, hasNuxtModule, installModule } from 'nuxt/kit'
import type { Nuxt, NuxtModule } from 'nuxt/schema'
import { AUTO_IMPORTS } from '../autoImports'
import type { ModuleOptions, NitroliteRuntimeConfig } from './options'
import { hasDevtools, panelRoute, panelTab, type DevtoolsTab } from './panel/devtoolsTab'
import { servePanel } from './panel/servePanel'
import { publicConfig } from './publicConfig'

/** The package as apps import it. Everything comes from here, so that no second copy gets into the app. */
const LIBRARY = 'vue-nitrolite'

/** Entries that the pages of an app may import. */
const ENTRIES = [LIBRARY, `${LIBRARY}/core`, `${LIBRARY}/browser`]

const PINIA_MODULE = '@pinia/nuxt'

/** Appends what a list lacks. */
const withAll = <T>(list: readonly T[] | undefined, added: readonly T[]): T[] => [...new Set([...list ?? [], ...added])]

/** Adds a tab to Nuxt DevTools, and what its panel needs. Only for development: a build has none of it. */
function addPanel({ options, hook }: Nuxt, resolve: (path: string) => string): void {
  const route = panelRoute(options.app.baseURL)
  addPlugin({ src: resolve('./runtime/panelPlugin'), mode: 'client' })
  addVitePlugin(servePanel(route, resolve('./panel/page.js')))
  // The name of the hook is among the types of Nuxt DevTools, which an app may lack.
  const hookDevtools = hook as (name: string, listener: (tabs: DevtoolsTab[]) => void) => void
  hookDevtools('devtools:customTabs', (tabs) => { tabs.push(panelTab(route)) })
}

// Nuxt loads a module by its default export.
const nitroliteModule: NuxtModule<ModuleOptions> = defineNuxtModule<ModuleOptions>({
  meta: {
    name: `${LIBRARY}/nuxt`,
    configKey: 'nitrolite',
    compatibility: { nuxt: '^3.17.0 || ^4.0.0' },
  },
  moduleDependencies: { [PINIA_MODULE]: {} },
  async setup({ autoImports = true, css = true, ...options }, nuxt) {
    const knowsDependencies = await hasNuxtCompatibility({ nuxt: '>=3.19.0 <4.0.0 || >=4.1.0' })
    if (!knowsDependencies && !hasNuxtModule(PINIA_MODULE)) await installModule(PINIA_MODULE)

    const { public: config } = nuxt.options.runtimeConfig
    config.nitrolite = publicConfig(options, config.nitrolite as NitroliteRuntimeConfig | undefined)

    // On the server, an external copy beside the bundled one would provide the plugin under another key.
    nuxt.options.build.transpile.push(LIBRARY)
    const { vite } = nuxt.options
    vite.resolve = { ...vite.resolve, dedupe: withAll(vite.resolve?.dedupe, [LIBRARY, 'pinia', 'vue']) }
    // If Vite found the entries only when a page imports them, it would bundle them then and reload the page.
    vite.optimizeDeps = { ...vite.optimizeDeps, include: withAll(vite.optimizeDeps?.include, ENTRIES) }

    // Before the style sheets of the app, so that these can change it.
    if (css) nuxt.options.css.unshift(`${LIBRARY}/style.css`)
    if (autoImports) {
      addImports(AUTO_IMPORTS.composables.map(name => ({ name, from: LIBRARY })))
      for (const name of AUTO_IMPORTS.components) addComponent({ name, export: name, filePath: LIBRARY })
    }
    const { resolve } = createResolver(import.meta.url)
    addPlugin(resolve('./runtime/plugin'))
    if (hasDevtools(nuxt.options)) addPanel(nuxt, resolve)
  },
})

export default nitroliteModule
