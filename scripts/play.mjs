/**
 * `npm run play`: the playground on Vite's development server, and the embedded node on a port of its own, so that
 * the page reaches it over a real socket.
 */
import { fileURLToPath } from 'node:url'
import { createServer, createServerModuleRunner, runnerImport } from 'vite'

const here = path => fileURLToPath(new URL(path, import.meta.url))

/** ERC-7824; tabs that were open before a restart find the node again. */
const NODE_PORT = 7824

/** The page's way to fund and restart the node; there is none before the node is up. */
let control = null
const { module: { nodeControlPlugin } } = await runnerImport(here('../playground/nodeControlPlugin.ts'))

const vite = await createServer({
  configFile: here('../playground/vite.config.ts'),
  plugins: [nodeControlPlugin(() => control)],
})
const sources = createServerModuleRunner(vite.environments.ssr)
const { createPlaygroundNode } = await sources.import(here('../playground/src/node/playgroundNode.ts'))
const { serveEmbeddedNode } = await sources.import(here('../src/testing/index.ts'))

const playground = createPlaygroundNode()
const { node } = playground
const server = await serveEmbeddedNode(node, { port: NODE_PORT }).catch((error) => {
  if (error.code !== 'EADDRINUSE') throw error
  return serveEmbeddedNode(node)
})
control = { ...playground.control, url: async () => server.url }

await vite.listen()
const [address = `http://localhost:${vite.config.server.port}/`] = vite.resolvedUrls?.local ?? []
console.log(`Playground:    ${address}?node=${server.url}`)
console.log(`Embedded node: ${server.url}`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    node.dispose()
    Promise.allSettled([server.close(), vite.close()]).finally(() => process.exit(0))
  })
}
