/**
 * `npm run play`: the playground on Vite's development server, and both embedded nodes on ports of their own, so that
 * the page reaches them over real sockets.
 */
import { fileURLToPath } from 'node:url'
import { createServer, createServerModuleRunner, runnerImport } from 'vite'

const here = path => fileURLToPath(new URL(path, import.meta.url))

/** ERC-7824 and the next one; tabs that were open before a restart find the nodes again. */
const PORTS = { clearnode: 7824, nitronode: 7825 }

/** The page's way to fund and restart the nodes; there is none before they are up. */
let controls = null
const { module: { nodeControlPlugin } } = await runnerImport(here('../playground/nodeControlPlugin.ts'))

const vite = await createServer({
  configFile: here('../playground/vite.config.ts'),
  plugins: [nodeControlPlugin(() => controls)],
})
const sources = createServerModuleRunner(vite.environments.ssr)
const { createPlaygroundNodes } = await sources.import(here('../playground/src/node/playgroundNodes.ts'))
const { NODE_KINDS, NODE_NAMES } = await sources.import(here('../playground/src/node/nodeKind.ts'))
const { serveEmbeddedNode } = await sources.import(here('../src/testing/index.ts'))

const nodes = createPlaygroundNodes()
const served = await Promise.all(NODE_KINDS.map(async (kind) => {
  const { node, control } = nodes[kind]
  const server = await serveEmbeddedNode(node, { port: PORTS[kind] }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error
    return serveEmbeddedNode(node)
  })
  return { kind, node, server, control: { ...control, url: async () => server.url } }
}))
controls = Object.fromEntries(served.map(({ kind, control }) => [kind, control]))

await vite.listen()
const [address = `http://localhost:${vite.config.server.port}/`] = vite.resolvedUrls?.local ?? []
console.log(`Playground:    ${address}`)
for (const { kind, server } of served) console.log(`${NODE_NAMES[kind]}: ${server.url}`)

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    for (const { node } of served) node.dispose()
    Promise.allSettled([...served.map(({ server }) => server.close()), vite.close()]).finally(() => process.exit(0))
  })
}
