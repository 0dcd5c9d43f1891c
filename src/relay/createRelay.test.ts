import { createServer } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { ALICE, ALICE_KEY, BOB_KEY } from '../../test/helpers/people'
import { heardBy, ROOM } from '../../test/helpers/relayTransports'
import { APP, clientOf, eventually, expectService, startRelay } from '../../test/helpers/runningRelay'
import { createRelay, type RelayOptions } from './createRelay'

it('participants exchange messages over a real relay, and a participant who comes later gets them too', async () => {
  const { url, metrics } = await startRelay()
  const alice = clientOf(url, ALICE_KEY)
  await alice.publish(ROOM, Uint8Array.of(1, 2, 3))
  const { messages: heard } = heardBy(clientOf(url, BOB_KEY))
  await eventually(() => expect(heard).toEqual(['010203']))
  expect(metrics).toMatchObject({ messagesPublished: 1, framesRefused: 0 })
})

it('after the relay has restarted, clients enter their rooms again and exchange messages', async () => {
  const first = await startRelay()
  const [alice, bob] = [clientOf(first.url, ALICE_KEY), clientOf(first.url, BOB_KEY)]
  const { messages: heard } = heardBy(bob)
  await alice.publish(ROOM, Uint8Array.of(1))
  await eventually(() => expect(heard).toContain('01'))
  const port = first.port ?? 0
  await first.close()
  const sent = alice.publish(ROOM, Uint8Array.of(2))
  await startRelay({ port })
  await sent
  await eventually(() => expect(heard).toContain('02'))
})

it('pages of other origins are refused with 403, and listed pages and programs without an origin are let in', async () => {
  const { url, metrics } = await startRelay()
  const open = (origin?: string) => new Promise<string>((resolve) => {
    const socket = new WebSocket(url, { ...(origin !== undefined && { origin }) })
    onTestFinished(() => { socket.terminate() })
    socket.once('open', () => { resolve('open') })
    socket.once('error', (error) => { resolve(error.message) })
  })
  expect(await open('https://evil.test')).toContain('403')
  expect(await open('null')).toContain('403')
  expect([await open(APP), await open()]).toEqual(['open', 'open'])
  expect(metrics).toMatchObject({ socketsRefusedForOrigin: 2, sockets: 2 })
})

it('behind a proxy, sockets are counted by the address that the app reads from the request', async () => {
  const { url, metrics } = await startRelay({
    limits: { socketsPerNetwork: 1 }, clientAddress: ({ headers }) => String(headers['x-forwarded-for']),
  })
  const open = (address: string) => new Promise<boolean>((resolve) => {
    const socket = new WebSocket(url, { headers: { 'x-forwarded-for': address } })
    onTestFinished(() => { socket.terminate() })
    socket.once('open', () => { resolve(true) })
    socket.once('error', () => { resolve(false) })
  })
  expect([await open('203.0.113.1'), await open('203.0.113.1'), await open('203.0.113.2')]).toEqual([true, false, true])
  expect(metrics.sockets).toBe(2)
})

it('the relay answers /health and /metrics, with numbers and without rooms, addresses or contents', async () => {
  const { url, port, metricsText } = await startRelay()
  await clientOf(url, ALICE_KEY).publish(ROOM, Uint8Array.of(0xca, 0xfe))
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    return [response.status, await response.text()] as const
  }
  expect(await get('/health')).toEqual([200, 'ok\n'])
  const [status, text] = await get('/metrics')
  expect([status, text]).toEqual([200, metricsText()])
  expect(text).toContain('# TYPE nitrolite_relay_messages_published_total counter\nnitrolite_relay_messages_published_total 1\n')
  expect(text).toMatch(/^# TYPE nitrolite_relay_kept_bytes gauge\nnitrolite_relay_kept_bytes 2$/m)
  for (const secret of ['cafe', ALICE, ALICE.toLowerCase(), ROOM, '127.0.0.1']) expect(text).not.toContain(secret)
  expect((await get('/other'))[0]).toBe(404)
})

it('a relay shares the server of an app at its own path, and leaves other requests and upgrades to the app', async () => {
  const server = createServer((_, response) => { response.end('the app') })
  const upgrades: unknown[] = []
  server.on('upgrade', ({ url }, socket) => {
    upgrades.push(url)
    if (url !== '/relay') socket.destroy()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  onTestFinished(() => new Promise<void>((resolve) => { server.close(() => { resolve() }) }))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const relay = await startRelay({ server, path: '/relay', publicHost: `127.0.0.1:${port}` })
  await expectService(relay.url)
  await expect(new Promise((_, reject) => { new WebSocket(`ws://127.0.0.1:${port}/other`).on('error', reject) })).rejects.toThrow()
  expect(await (await fetch(`http://127.0.0.1:${port}/health`)).text()).toBe('the app')
  expect(upgrades).toContain('/other')
  await relay.close()
  expect(server.listening).toBe(true)
})

it('a client that reaches the relay by another name than the public one gets an error that says so', async () => {
  const { url } = await startRelay({ publicHost: 'relay.example.com' })
  await expect(clientOf(url, ALICE_KEY).publish(ROOM, Uint8Array.of(1))).rejects.toMatchObject({
    code: 'RELAY_REFUSED', info: { data: { reason: expect.stringContaining('relay.example.com') as string } },
  })
})

it.each<[string, Partial<RelayOptions>]>([
  ['a URL as its public host', { publicHost: 'https://relay.example.com' }],
  ['a path in its public host', { publicHost: 'relay.example.com/room' }],
  ['an empty public host', { publicHost: '' }],
  ['a server of the app and no public host', { server: createServer() }],
])('a relay with %s is refused with OPTIONS_INVALID', async (_, options) => {
  await expect(createRelay({ origins: [], ...options })).rejects.toMatchObject({ code: 'OPTIONS_INVALID' })
})

it('createRelay rejects with the error of Node.js if the port is taken', async () => {
  const { port } = await startRelay()
  await expect(createRelay({ port: port ?? 0, origins: [] })).rejects.toThrow('EADDRINUSE')
})
