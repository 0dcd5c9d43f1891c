import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'page',
  plugins: [vue()],
  base: './',
  build: {
    target: 'es2022',
    outDir: '../dist',
    emptyOutDir: true,
    rolldownOptions: { input: ['page/index.html', 'page/player.html'] },
  },
})
