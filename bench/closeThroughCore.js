import { createBrowserPersistence } from '../dist/browser/index.js'
import { createNitroliteClient } from '../dist/core/index.js'

/** Connects with a wallet and closes one session. `size-limit` measures everything that this needs from the core. */
export async function closeSession(url, application, signer, sessionId, allocations) {
  const client = createNitroliteClient({ url, application, signer, keep: createBrowserPersistence() })
  await client.connect()
  const receipt = await client.close({ sessionId, allocations })
  client.disconnect()
  return receipt
}
