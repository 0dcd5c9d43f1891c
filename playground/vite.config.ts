import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The playground imports the sources by the names that the package exports. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [vue()],
  resolve: {
    alias: [
      { find: /^vue-nitrolite$/, replacement: here('../src/index.ts') },
      { find: /^vue-nitrolite\/style\.css$/, replacement: here('../src/components/session-closer/style.css') },
      { find: /^vue-nitrolite\/(browser|core|testing)$/, replacement: `${here('../src')}/$1/index.ts` },
    ],
    dedupe: ['vue', 'pinia'],
  },
  build: {
    target: 'es2022',
    // For older browsers, :dir() would be compiled to :lang(), which ignores the dir attribute.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    outDir: here('dist'),
    emptyOutDir: true,
  },
  server: { fs: { allow: [here('..')] } },
})
