import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The playground runs on the sources, under the names that the package gives them. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [vue()],
  resolve: {
    alias: [
      { find: /^vue-nitrolite$/, replacement: here('../src/index.ts') },
      { find: /^vue-nitrolite\/style\.css$/, replacement: here('../src/components/session-closer/style.css') },
      { find: /^vue-nitrolite\/(core|testing)$/, replacement: `${here('../src')}/$1/index.ts` },
    ],
    dedupe: ['vue', 'pinia'],
  },
  build: {
    target: 'es2022',
    // Older browsers would get :dir() as a list of languages, which does not follow the dir attribute.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: here('dist'),
    emptyOutDir: true,
  },
  server: { fs: { allow: [here('..')] } },
})
