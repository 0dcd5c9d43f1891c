import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineNuxtModule } from 'nuxt/kit'

/** Records what the modules have made of the Vite configuration of the client, in `vite.json`, and the tabs of Nuxt DevTools, in `tabs.json`. */
export default defineNuxtModule({
  setup(_, nuxt) {
    // They take time, and no test reads them.
    nuxt.options.sourcemap = { client: false, server: false }
    // Vite finds these packages of Nuxt DevTools only when a page is open, and then reloads that page.
    const { vite } = nuxt.options
    if (nuxt.options.dev) vite.optimizeDeps = { ...vite.optimizeDeps, include: [...vite.optimizeDeps?.include ?? [], '@vue/devtools-core', '@vue/devtools-kit'] }
    // After the listeners of all other modules.
    nuxt.hook('modules:done', () => {
      nuxt.hook('devtools:customTabs', (tabs) => { writeFileSync(join(nuxt.options.rootDir, 'tabs.json'), JSON.stringify(tabs)) })
    })
    nuxt.hook('vite:extendConfig', ({ resolve, optimizeDeps }, { isClient }) => {
      if (!isClient) return
      const recorded = { dedupe: resolve?.dedupe, include: optimizeDeps?.include }
      writeFileSync(join(nuxt.options.rootDir, 'vite.json'), JSON.stringify(recorded))
    })
  },
})
