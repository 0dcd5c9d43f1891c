import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineNuxtModule } from 'nuxt/kit'

/** Records what the modules have made of the Vite configuration of the client, in `vite.json`. */
export default defineNuxtModule({
  setup(_, nuxt) {
    // They take time, and no test reads them.
    nuxt.options.sourcemap = { client: false, server: false }
    nuxt.hook('vite:extendConfig', ({ resolve, optimizeDeps }, { isClient }) => {
      if (!isClient) return
      const recorded = { dedupe: resolve?.dedupe, include: optimizeDeps?.include }
      writeFileSync(join(nuxt.options.rootDir, 'vite.json'), JSON.stringify(recorded))
    })
  },
})
