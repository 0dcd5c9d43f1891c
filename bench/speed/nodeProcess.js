/**
 * The process of the measured node, so that the CPU time of the measuring process is the client's alone. `nodes.js` forks
 * it. The only argument is JSON: `{ kind, delay, url }`. With a `url` it serves a delayed way to that node; otherwise it
 * runs an embedded node.
 */
import { createEmbeddedClearnode, createEmbeddedNitronode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { startDelayingProxy } from './latency.js'

const { kind, delay, url } = JSON.parse(process.argv[2])

const node = url === undefined ? (kind === 'clearnode' ? createEmbeddedClearnode() : createEmbeddedNitronode()) : null
const direct = new URL(node ? (await serveEmbeddedNode(node)).url : url)
const delayed = new URL(direct)
delayed.hostname = '127.0.0.1'
delayed.port = await startDelayingProxy({ host: direct.hostname, port: Number(direct.port || 80), delay })

const calls = {
  urls: () => ({ direct: direct.href, delayed: delayed.href }),
  createSessions: seeds => seeds.map(seed => node.createSession(seed).id),
  ledgers: ids => ids.map(id => node.sessionLedger(id)),
}
process.on('message', ({ number, call, args }) => { process.send({ number, result: calls[call](...args) }) })
process.on('disconnect', () => { process.exit(0) })
