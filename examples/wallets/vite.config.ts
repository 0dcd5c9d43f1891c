import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const stub = (name: string) => fileURLToPath(new URL(`src/stubs/${name}.ts`, import.meta.url))

export default defineConfig({
  plugins: [vue()],
  base: './',
  build: { target: 'es2022' },
  // These libraries need an account and the network. The compiler checks against the real ones, the page runs the stand-ins.
  resolve: { alias: { '@reown/appkit/vue': stub('appKit'), 'magic-sdk': stub('magic') } },
  // The scenarios are shared by all examples.
  server: { fs: { allow: ['..'] } },
})
