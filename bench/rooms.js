// Closes rooms with a room closer, and the same number of sessions with one client.
// node --expose-gc bench/rooms.js [rooms] [connections] [concurrency]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createMemoryJournal, createNitroliteClient } from '../dist/core/index.js'
import { createMemoryRooms, createRoomCloser, nativeSigner } from '../dist/node/index.js'
import { createEmbeddedClearnode, serveEmbeddedNode } from '../dist/testing/index.js'
import WebSocket from 'ws'

const ALICE = '0x5d5c99EdF529335160FF180fA141Dd4967fc00D2'
const BOB = '0xaf295d3c842bc1145E818d7FEf2c929726625620'
const signer = `0x${'a1'.repeat(32)}`
const [, , count = process.env.ROOMS ?? '2000', connections = '4', concurrency = '32'] = process.argv

/** The node has a process of its own, so that its work does not count. */
async function serve() {
  const node = createEmbeddedClearnode()
  const { url } = await serveEmbeddedNode(node)
  const ids = Array.from({ length: 2 * Number(count) }, (_, index) => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: 'bench', nonce: index + 1,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id)
  process.send({ url, ids })
}

const signatures = () => {
  try {
    return nativeSigner()
  }
  catch {
    return undefined
  }
}

async function measure(name, work) {
  const [cpu, begunAt] = [process.cpuUsage(), performance.now()]
  await work()
  const { user, system } = process.cpuUsage(cpu)
  globalThis.gc?.()
  const seconds = (performance.now() - begunAt) / 1_000
  const perRoom = (user + system) / 1_000 / Number(count)
  console.log(`${name}: ${(Number(count) / seconds).toFixed(0)} per second, ${perRoom.toFixed(2)} ms of processor time each, ${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(0)} MiB`)
}

async function run() {
  const child = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, ROOMS: count } })
  const [{ url, ids }] = await once(child, 'message')
  const options = { url, application: 'bench', signer, WebSocket, ...signatures() && { signatures: signatures() } }
  const allocations = [{ participant: ALICE, asset: 'usdc', amount: '0.7' }, { participant: BOB, asset: 'usdc', amount: '0.3' }]

  const client = createNitroliteClient({ ...options, keep: { closings: createMemoryJournal() } })
  await client.connect()
  await measure('closings of one client, started together', () => Promise.all(ids.slice(0, Number(count)).map(sessionId => client.close({ sessionId, allocations }))))
  client.dispose()

  const closer = createRoomCloser({
    client: { ...options, keep: { closings: createMemoryJournal() } }, rooms: createMemoryRooms(), connections: Number(connections), concurrency: Number(concurrency),
  })
  await closer.start()
  const list = ids.slice(Number(count)).map((sessionId, index) => ({ roomId: `room ${index}`, sessionId, result: { kind: 'rows', allocations } }))
  await measure('rooms of one closer', () => closer.closeAll(list))
  await closer.stop()
  child.kill()
}

if (process.env.ROOMS) await serve()
else await run()
