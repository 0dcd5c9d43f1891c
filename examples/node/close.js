// Closes the session of each scenario: npm start
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNitroliteClient } from 'vue-nitrolite/core'
import { createFileJournal } from 'vue-nitrolite/node'
import { createEmbeddedClearnode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import WebSocket from 'ws'
import { names, openSessions } from '../scenarios/scenarios.js'

// The node of this example runs in this process. A real program uses the URL of a node instead.
const node = createEmbeddedClearnode()
const { url, close: stopServing } = await serveEmbeddedNode(node)

// Each closing is written to disk before it is sent. A real program uses a folder that survives its end.
const closings = await createFileJournal({ folder: await mkdtemp(join(tmpdir(), 'closings-')) })

for (const { name, signer, sessionId, allocations } of openSessions(node)) {
  const client = createNitroliteClient({ url, application: 'example', signer: signer.privateKey, WebSocket, keep: { closings } })
  await client.connect()
  const receipt = await client.close({ sessionId, allocations })
  const paid = receipt.payouts.map(({ participant, amount, asset }) => `${names[participant]} ${amount} ${asset}`)
  console.log(`${name}: ${receipt.result}, ${paid.join(', ')}`)
  client.dispose()
}

await closings.close()
await stopServing()
node.dispose()
