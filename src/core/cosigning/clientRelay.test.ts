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

it('a relay of client.relay uses the WebSocket class of the client, unless it gets one of its own', async () => {
  const [clientRig, ownRig] = [createRelayRig(), createRelayRig()]
  const client = createNitroliteClient({
    url: 'wss://node.test/', application: 'my-app', keep: false, timers: clientRig.time, WebSocket: clientRig.WebSocket,
  })
  const relay = await client.relay({ url: 'wss://relay.test/', timers: clientRig.time })
  const other = await client.relay({ url: 'wss://relay.test/', timers: ownRig.time, WebSocket: ownRig.WebSocket })
  onTestFinished(() => {
    relay.close()
    other.close()
    client.dispose()
  })
  relay.subscribe(roomNumber(1), () => {})
  await clientRig.time.advance(10)
  expect(clientRig.sockets).toHaveLength(1)
  other.subscribe(roomNumber(2), () => {})
  await ownRig.time.advance(10)
  expect([clientRig.sockets.length, ownRig.sockets.length]).toEqual([1, 1])
})
