/**
 * `npm run play`: serves the playground on Vite's development server, and both embedded nodes on their own ports, so that
 * the page reaches them over real sockets.
 *
 * Node.js can run neither TypeScript nor the aliases of `playground/vite.config.ts`, so this script imports the sources
 * through Vite: the plugin with `runnerImport`, because the server is configured with it, and the rest through the module
 * runner of that server, so that all modules share one copy of the sources.
 */
import { fileURLToPath } from 'node:url'
import { createServer, createServerModuleRunner, runnerImport } from 'vite'

const resolvePath = path => fileURLToPath(new URL(path, import.meta.url))

/** Fixed, so that open tabs find the nodes again after a restart. ClearNode has the number of ERC-7824. */
const PORTS = { clearnode: 7824, nitronode: 7825 }

/** Lets the page fund and restart the nodes. Null until they are up. */
let controls = null
const { module: { nodeControlPlugin } } = await runnerImport(resolvePath('../playground/nodeControlPlugin.ts'))

const vite = await createServer({
  configFile: resolvePath('../playground/vite.config.ts'),
  plugins: [nodeControlPlugin(() => controls)],
})
const sources = createServerModuleRunner(vite.environments.ssr)
const { createPlaygroundNodes } = await sources.import(resolvePath('../playground/src/node/playgroundNodes.ts'))
const { NODE_KINDS, NODE_NAMES } = await sources.import(resolvePath('../playground/src/node/nodeKind.ts'))
const { serveEmbeddedNode } = await sources.import(resolvePath('../src/testing/index.ts'))

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
