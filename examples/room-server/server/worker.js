// A worker: closes rooms until it is told to stop.
import { createServer } from 'node:http'
import { connectRoomQueue } from 'vue-nitrolite/node'
import { createCloser, openQueue, pool, report } from './setup.js'

const name = `worker ${process.env.WORKER ?? 1} (process ${process.pid})`
const say = text => report('worker', { name, text })

const closer = createCloser()
closer.on('room', ({ type, roomId, have, need, error }) => {
  const signatures = have === undefined ? '' : ` ${have} of ${need}`
  say(`${roomId}: ${type.replace('room.', '')}${signatures}${error ? `, ${error.what}` : ''}`)
})
closer.on('error', error => console.error(`${name}: ${error.message}`))

/** For the probes of an orchestrator: /live and /ready. Without HEALTH_PORT, nobody asks. */
const { HEALTH_PORT } = process.env
const probes = createServer((request, response) => {
  const { live, ready, reasons } = closer.health()
  response.writeHead((request.url === '/live' ? live : ready) ? 200 : 503).end(reasons.join(', '))
})
if (HEALTH_PORT) probes.listen(Number(HEALTH_PORT))

let isStopping = false
let queue = null
let disconnect = null

/** Takes no more rooms, waits for answers to what was sent, and leaves the rest to other workers. */
async function stop() {
  if (isStopping) return
  isStopping = true
  await disconnect?.()
  await closer.stop({ timeout: 10_000 })
  say('stopped')
  await queue?.close()
  probes.close()
  await pool.end()
  // Otherwise the channel to start.js keeps the process alive.
  process.disconnect?.()
}
// Before the start, so that a worker that cannot reach the node or the database yet stops as well.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)

async function start() {
  await closer.start()
  queue = await openQueue()
  disconnect = await connectRoomQueue(closer, queue)
  say('started')
}
start().catch((error) => {
  // Stopping ends a start that still waits.
  if (!isStopping) throw error
})
