import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createEmbeddedClearnode } from '../clearnode/clearnode'
import { serveEmbeddedNode } from './server'

const message = (socket: WebSocket) => new Promise<string>((resolve) => {
  socket.once('message', (data) => { resolve(String(data)) })
})
const closure = (socket: WebSocket) => new Promise<number>((resolve) => { socket.once('close', resolve) })

it('serveEmbeddedNode serves a node over ws, and its sockets end with the node and with the server', async () => {
  const node = createEmbeddedClearnode()
  const server = await serveEmbeddedNode(node)
  expect(server.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/)

  const socket = new WebSocket(server.url)
  expect(await message(socket)).toMatch(/^\{"res":\[0,"assets",/)
  socket.send('{"req":[18446744073709551615,"ping",{},1]}')
  expect(await message(socket)).toMatch(/^\{"res":\[18446744073709551615,"pong",null,\d{13}\],"sig":\["0x[0-9a-f]{130}"\]\}$/)

  const dropped = closure(socket)
  node.restart()
  expect(await dropped).toBe(1006)

  const again = new WebSocket(server.url)
  await message(again)
  const ended = closure(again)
  await server.close()
  expect(await ended).toBe(1006)
  await expect(new Promise((_, reject) => { new WebSocket(server.url).on('error', reject) })).rejects.toThrow()
})

it('serveEmbeddedNode rejects if the port is taken', async () => {
  const node = createEmbeddedClearnode()
  const server = await serveEmbeddedNode(node)
  const port = Number(new URL(server.url).port)
  await expect(serveEmbeddedNode(node, { port })).rejects.toThrow('EADDRINUSE')
  await server.close()
})
