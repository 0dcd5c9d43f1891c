import { createNitroliteClient } from 'vue-nitrolite/core'
import { addressOf, testKey } from '../../../../test/helpers/directClient'
import { BOB, createStage, SHARES, type Run } from './sharedFault'

const KEY = testKey('careful')
const ALICE = addressOf(KEY)

/** This library on the same faulty node. */
export async function runLibrary(show: (run: Run) => void): Promise<void> {
  const { node, sessionId, say, end } = createStage(ALICE, show)
  const client = createNitroliteClient({
    url: 'ws://node.in-page/', application: 'app', protocol: 'nitrorpc', signer: KEY.privateKey as `0x${string}`, WebSocket: node.WebSocket,
  })
  let sent = 0
  client.on('frame', ({ direction, name }) => {
    if (direction === 'sent' && name === 'close_app_session') say(sent++ === 0 ? 'Sends the closing.' : 'Sends a new closing.')
  })
  client.on('status', (status) => { if (status === 'reconnecting') say('The connection dies before the answer: the outcome is unknown.') })
  try {
    await client.connect()
    const closing = client.close({
      sessionId,
      allocations: [{ participant: ALICE, asset: 'usdc', amount: SHARES.alice }, { participant: BOB, asset: 'usdc', amount: SHARES.bob }],
    })
    let isAsking = false
    closing.subscribe(({ recovery }) => {
      if (recovery?.phase !== 'connecting' && recovery && !isAsking) {
        isAsking = true
        say('Connects again, sends nothing, and asks the node what it has done.')
      }
    })
    const receipt = await closing
    end(`The node’s ledger has the payment: ${receipt.result}.`)
  } catch (thrown) {
    end(thrown instanceof Error ? thrown.message : String(thrown))
  }
  client.dispose()
  node.dispose()
}
