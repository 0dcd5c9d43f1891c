import { createInterface } from 'node:readline'
import { WebSocket as WsWebSocket } from 'ws'
import { createNitroliteClient, type NitroliteClient } from '../../src/core'
import { APPLICATION } from './people'

/*
 * A process with `clients` clients for one URL. It disposes one of them for each line of input. Before and after the
 * clients it opens a WebSocket of its own to the same URL, if it is started as `shared`.
 */

const [kind, url = '', count = '1', sharing] = process.argv.slice(2)
const openOwn = (): void => {
  if (sharing === 'shared') new globalThis.WebSocket(url, ['own'])
}

openOwn()
const clients = Array.from({ length: Number(count) }, (): NitroliteClient => {
  const client = createNitroliteClient({ url, application: APPLICATION, ...kind === 'ws' && { WebSocket: WsWebSocket } })
  // The node never answers, so these calls end when the client is disposed.
  client.connect().catch(() => {})
  return client
})
openOwn()

createInterface(process.stdin).on('line', () => { clients.shift()?.dispose() })
