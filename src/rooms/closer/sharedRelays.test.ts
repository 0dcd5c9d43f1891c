import { expect, it } from 'vitest'
import type { NitroliteClient } from '../../core/client/types'
import type { ClientRelayOptions } from '../../core/cosigning/options'
import type { Transport } from '../../core/cosigning/transport'
import { NitroliteError } from '../../core/errors/errors'
import { createSharedRelays } from './sharedRelays'

const URL = 'wss://relay.example'

/** A client that counts the relays it has opened, and the listeners of each. */
function createClient() {
  const opened: { readonly options: ClientRelayOptions, listeners: number, isClosed: boolean, published: string[] }[] = []
  const client = {
    async relay(options: ClientRelayOptions): Promise<Transport> {
      if (!options.url) throw new NitroliteError('OPTIONS_INVALID', { option: 'url', reason: 'It is missing.' })
      const socket = { options, listeners: 0, isClosed: false, published: [] as string[] }
      opened.push(socket)
      const listen = () => {
        socket.listeners += 1
        return () => { socket.listeners -= 1 }
      }
      return { publish: async room => { socket.published.push(room) }, subscribe: listen, presence: listen, close: () => { socket.isClosed = true } }
    },
  } as unknown as NitroliteClient
  return { client, opened }
}

it('32 rooms with the same options share a socket, and the next one opens another', async () => {
  const [{ client, opened }, relays] = [createClient(), createSharedRelays()]
  const rooms = await Promise.all(Array.from({ length: 33 }, () => relays.open(client, { url: URL })))
  expect(opened).toHaveLength(2)
  rooms[0]?.close()
  await relays.open(client, { url: URL })
  expect(opened).toHaveLength(2)
})

it('rooms with other options, or on another connection of the closer, do not share a socket', async () => {
  const [{ client, opened }, other, relays] = [createClient(), createClient(), createSharedRelays()]
  for (const options of [{ url: URL }, { url: URL, timeout: 5 }, { url: 'wss://other.example' }, { url: URL, reconnect: {} }, { url: URL, reconnect: {} }]) await relays.open(client, options)
  await relays.open(other.client, { url: URL })
  expect([opened.length, other.opened.length]).toEqual([5, 1])
})

it('a room that closes its transport ends its own subscriptions only, and the last one closes the socket', async () => {
  const [{ client, opened }, relays] = [createClient(), createSharedRelays()]
  const [first, second] = [await relays.open(client, { url: URL }), await relays.open(client, { url: URL })]
  first.subscribe('room 1', () => {})
  const stop = second.subscribe('room 2', () => {})
  second.presence?.('room 2', () => {})
  stop()
  stop()
  expect(opened[0]?.listeners).toBe(2)
  first.close()
  first.close()
  expect([opened[0]?.listeners, opened[0]?.isClosed]).toEqual([1, false])
  await expect(first.publish('room 1', new Uint8Array(1))).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' })
  await second.publish('room 2', new Uint8Array(1))
  second.close()
  await Promise.resolve()
  expect(opened[0]).toMatchObject({ listeners: 0, isClosed: true, published: ['room 2'] })
})

it('every room hears of the errors of a shared socket until it closes its transport, even if a listener throws', async () => {
  const [{ client, opened }, relays] = [createClient(), createSharedRelays()]
  const heard: string[] = []
  const open = (name: string) => relays.open(client, { url: URL, onError: () => {
    heard.push(name)
    throw new Error('The listener is broken.')
  } })
  const [first] = [await open('first'), await open('second')]
  const fail = (): void => { opened[0]?.options.onError?.(new NitroliteError('TRANSPORT_FAILED')) }
  fail()
  first.close()
  fail()
  expect(heard).toEqual(['first', 'second', 'second'])
})

it('a relay that cannot be opened is tried again for the next room', async () => {
  const [{ client, opened }, relays] = [createClient(), createSharedRelays()]
  await expect(relays.open(client, null as never)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  await expect(relays.open(client, {} as never)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
  await relays.open(client, { url: URL })
  expect(opened).toHaveLength(1)
})
