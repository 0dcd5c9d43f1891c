import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * Forwards TCP connections on a free local port to `host:port`. The bytes of each direction arrive `delay` milliseconds
 * later and in order, so a request and its answer take 2 × `delay` longer.
 * @returns the port to connect to
 */
export async function startDelayingProxy({ host, port, delay }) {
  const server = createServer((client) => {
    const node = connect(port, host)
    forward(client, node, delay)
    forward(node, client, delay)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

/** Timers of the same duration fire in the order in which they were set, which keeps the bytes in order. */
function forward(from, to, delay) {
  from.setNoDelay(true)
  from.on('data', (bytes) => { setTimeout(() => { if (to.writable) to.write(bytes) }, delay) })
  from.on('close', () => { setTimeout(() => { to.destroy() }, delay) })
  // Without a listener the error would end the process. A `close` event follows.
  from.on('error', () => {})
}
