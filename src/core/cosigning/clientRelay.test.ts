import { expect, it, onTestFinished } from 'vitest'
import { createRelayRig, roomNumber } from '../../../test/helpers/relayRig'
import { createNitroliteClient } from '../client/createNitroliteClient'

it('a relay of client.relay is tried again at once when the network of the client is back', async () => {
  const rig = createRelayRig()
  const listeners = new Set<() => void>()
  const client = createNitroliteClient({
    url: 'wss://node.test/', application: 'my-app', keep: false, timers: rig.time, WebSocket: rig.WebSocket,
    reconnect: {
      hints: {
        onHint(listener) {
          listeners.add(listener)
          return () => { listeners.delete(listener) }
        },
      },
    },
  })
  const relay = await client.relay({ url: 'wss://relay.test/', WebSocket: rig.WebSocket, timers: rig.time, reconnect: { initialDelay: 60_000, maxDelay: 60_000 } })
  onTestFinished(() => {
    relay.close()
    client.dispose()
  })
  relay.subscribe(roomNumber(1), () => {})
  await rig.time.advance(10)
  expect(rig.sockets).toHaveLength(1)

  rig.sockets[0]?.cut()
  await rig.time.advance(1_000)
  expect(rig.sockets).toHaveLength(0)
  for (const listener of listeners) listener()
  await rig.time.advance(10)
  expect(rig.sockets).toHaveLength(1)

  relay.close()
  expect(listeners.size).toBe(0)
})
