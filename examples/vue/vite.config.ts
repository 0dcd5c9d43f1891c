import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  base: './',
  build: { target: 'es2022' },
  // The scenarios are shared by all examples.
  server: { fs: { allow: ['..'] } },
})
