import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { createServer, type ViteDevServer } from 'vite'

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Serves the page of `test/shots`, which can show every state of the components in every language, from the sources. */
export async function serveGallery(): Promise<{ url: string, server: ViteDevServer }> {
  const server = await createServer({
    root: pathOf('../../shots'),
    configFile: false,
    logLevel: 'error',
    plugins: [vue()],
    cacheDir: pathOf('../../../.cache/shots'),
    server: { host: '127.0.0.1', port: 0, fs: { allow: [pathOf('../../..')] }, hmr: false, watch: null },
    optimizeDeps: { include: ['vue', 'pinia'] },
  })
  await server.listen()
  const [url] = server.resolvedUrls?.local ?? []
  if (!url) throw new Error('The gallery has no address.')
  return { url, server }
}
