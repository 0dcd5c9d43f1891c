// Serves the page and an embedded node: npm start
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { createEmbeddedClearnode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { openSessions } from '../scenarios/scenarios.js'

const node = createEmbeddedClearnode()
const { url } = await serveEmbeddedNode(node)
const scenarios = openSessions(node)

const readNear = path => readFile(new URL(path, import.meta.url))

const pages = {
  '/': ['text/html', () => readNear('index.html')],
  '/element.js': ['text/javascript', () => readNear('node_modules/vue-nitrolite/dist/element.js')],
  '/scenarios.js': ['text/javascript', () => readNear('../scenarios/scenarios.js')],
  '/sessions.json': ['application/json', () => JSON.stringify({ url, scenarios })],
}

const server = createServer(async (request, response) => {
  const [type, read] = pages[request.url] ?? []
  if (!read) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(await read())
})

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/`)
})
