import { createBrowserPersistence } from 'vue-nitrolite/browser'
import { createNitroliteClient } from 'vue-nitrolite/core'
import { createEmbeddedClearnode } from 'vue-nitrolite/testing'
import { openSessions } from '../../scenarios/scenarios.js'

/** The node of this example runs in the page. A real app leaves it out, and passes the URL of a node to its client. */
const node = createEmbeddedClearnode()

export const sessions = openSessions(node)

export const client = createNitroliteClient({
  url: 'wss://node.example/ws',
  application: 'example',
  WebSocket: node.WebSocket,
  keep: createBrowserPersistence(),
})
