import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { buildProgram, type BuiltProgram } from '../helpers/buildProgram'
import { SELF_SIGNED } from '../helpers/selfSignedCertificate'

let built: BuiltProgram
let stopAll: (() => void)[] = []

beforeAll(async () => { built = await buildProgram('disposingProcess.ts') }, 60_000)

afterEach(() => {
  for (const stop of stopAll) stop()
  stopAll = []
})

afterAll(() => built.remove())

/** An end of a connection that reads everything and never says more than the handshake. */
interface SilentPeer {
  readonly isOwnOfApp: boolean
  isGone: boolean
}

/** The fixed text of RFC 6455, 1.3. */
const acceptanceOf = (key: string): string =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

/** How far a server gets before it falls silent. */
type LastAnswer = 'upgrade' | 'connection' | 'none'

/** @param lastAnswer `none` with `wss` means that the TLS handshake is not answered */
async function startSilentServer(scheme: 'ws' | 'wss', lastAnswer: LastAnswer) {
  const peers: SilentPeer[] = []
  const listen = (socket: Socket): void => {
    socket.on('error', () => {}).once('data', (request: Buffer) => {
      const header = (name: string): string | undefined => new RegExp(`^${name}: (.*)\\r$`, 'im').exec(String(request))?.[1]
      const protocol = header('sec-websocket-protocol')
      const peer: SilentPeer = { isOwnOfApp: protocol !== undefined, isGone: false }
      peers.push(peer)
      socket.resume().on('close', () => { peer.isGone = true })
      if (lastAnswer !== 'upgrade') return
      socket.write([
        'HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${acceptanceOf(header('sec-websocket-key') ?? '')}`,
        ...protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : [], '', '',
      ].join('\r\n'))
    })
  }
  const server: Server = scheme === 'wss' && lastAnswer !== 'none' ? createTlsServer(SELF_SIGNED, listen) : createTcpServer(listen)
  server.listen(0, '127.0.0.1')
  stopAll.push(() => server.close())
  await once(server, 'listening')
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`, peers }
}

function startProcess(...args: string[]) {
  const child = spawn(process.execPath, ['--experimental-websocket', built.program, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  })
  stopAll.push(() => child.kill('SIGKILL'))
  let complaints = ''
  child.stderr.on('data', (text: Buffer) => { complaints += String(text) })
  return { child, complaints: () => complaints }
}

it.each([
  ['ws', 'ws', 'has opened a WebSocket', 'upgrade'],
  ['ws', 'ws', 'has not answered the upgrade', 'connection'],
  ['native', 'ws', 'has opened a WebSocket', 'upgrade'],
  ['native', 'ws', 'has not answered the upgrade', 'connection'],
  ['native', 'wss', 'has opened a WebSocket', 'upgrade'],
  ['native', 'wss', 'has not answered the upgrade', 'connection'],
  // Node's own class gives the handshake up by itself, after ten seconds. The README says what to do about it.
  ['ws', 'wss', 'has not answered the TLS handshake', 'none'],
] as const)('a process with a %s socket over %s ends by itself after dispose(), although its silent node %s', async (kind, scheme, _, lastAnswer) => {
  const { url, peers } = await startSilentServer(scheme, lastAnswer)
  const { child, complaints } = startProcess(kind, url)
  await vi.waitFor(() => { expect(peers, complaints()).toHaveLength(1) }, 10_000)
  const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  child.stdin.end('dispose\n')
  expect(await once(child, 'close')).toEqual([0, null])
  clearTimeout(killer)
}, 60_000)

it('disposing a client destroys only its own native socket among several to the same silent node', async () => {
  const { url, peers } = await startSilentServer('ws', 'upgrade')
  const { child, complaints } = startProcess('native', url, '2', 'shared')
  await vi.waitFor(() => { expect(peers, complaints()).toHaveLength(4) }, 10_000)
  for (const disposed of [1, 2]) {
    child.stdin.write('dispose\n')
    await vi.waitFor(() => { expect(peers.filter(peer => peer.isGone)).toHaveLength(disposed) }, 20_000)
  }
  expect(peers.map(({ isOwnOfApp, isGone }) => isOwnOfApp !== isGone)).toEqual([true, true, true, true])
}, 60_000)
