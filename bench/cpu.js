/**
 * `node bench/cpu.js [clearnode|nitronode] [closings] [native]` measures how much processor time the client needs for one
 * closing: the mean over many closings in series, after 1,000 that V8 needs to compile the code. The node runs in another process,
 * so its work does not count. With `native`, the native addon signs. Build the package first.
 *
 * A machine that is busy with other work needs more processor time for everything. For comparisons, signatures by ethers are
 * measured in the same run.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { getAddress } from 'ethers/address'
import { SigningKey } from 'ethers/crypto'
import { createMemoryJournal, createNitroliteClient } from 'vue-nitrolite/core'
import { nativeSigner } from 'vue-nitrolite/node'
import { createEmbeddedClearnode, createEmbeddedNitronode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { WebSocket } from 'ws'

const KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const ALICE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const row = (participant, amount) => ({ participant, asset: 'usdc', amount })

/** How many sessions are closed in one measured piece. Creating them is not measured. */
const PIECE = 25
/** V8 compiles the code step by step, so the first hundreds of closings take more processor time than later ones. */
const PIECES_OF_WARM_UP = 40
/** A nitronode limits the rate of messages. This clock of the client runs faster, so that the measurement does not take hours. */
const FASTER = 20

async function serveNode(kind) {
  const node = kind === 'clearnode'
    ? createEmbeddedClearnode()
    : createEmbeddedNitronode({ rateLimit: { perSecond: 1_000_000, burst: 1_000_000 } })
  const { url } = await serveEmbeddedNode(node)
  let sessions = 0
  const createSession = () => {
    // Everybody but Alice has a single session, so the length of their lists is not part of the measurement.
    const other = getAddress(`0x${(++sessions).toString(16).padStart(40, '0')}`)
    const { id: sessionId } = node.createSession({
      participants: [other, ALICE], weights: [0, 100], quorum: 100, application: 'bench', allocations: [row(ALICE, '1')],
    })
    return { sessionId, allocations: [row(other, '0.3'), row(ALICE, '0.7')] }
  }
  process.on('message', () => process.send(Array.from({ length: PIECE }, createSession)))
  process.on('disconnect', () => process.exit())
  process.send(url)
}

const fasterTimers = {
  after(ms, callback) {
    if (ms > 2 ** 31) return () => {}
    const timer = setTimeout(callback, ms / FASTER)
    return () => clearTimeout(timer)
  },
  now: () => Date.now(),
  elapsed: () => performance.now() * FASTER,
}

/** The processor time of some work in milliseconds, and how much of it the operating system took: sockets and timers. */
async function used(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { all: (user + system) / 1000, system: system / 1000 }
}

async function measure(kind, closings, isNative) {
  const node = fork(fileURLToPath(import.meta.url), ['serve', kind], { execArgv: [] })
  const nextMessage = async () => (await once(node, 'message'))[0]
  const client = createNitroliteClient({
    url: await nextMessage(), application: 'bench', signer: KEY, WebSocket, keep: { closings: createMemoryJournal() },
    ...kind === 'nitronode' && { timers: fasterTimers },
    ...isNative && { signatures: nativeSigner() },
  })
  await client.connect()

  const key = new SigningKey(KEY)
  const pieces = Math.ceil(closings / PIECE)
  let [forClosings, inSystem, forSignatures] = [0, 0, 0]
  for (let piece = -PIECES_OF_WARM_UP; piece < pieces; piece++) {
    if (piece === 0) forClosings = inSystem = forSignatures = 0
    node.send('create sessions')
    const requests = await nextMessage()
    const closed = await used(async () => {
      for (const request of requests) {
        const { result } = await client.close(request)
        if (result !== 'closed') throw new Error(`A session was not closed: ${result}`)
      }
    })
    forClosings += closed.all
    inSystem += closed.system
    forSignatures += (await used(() => requests.forEach(({ sessionId }) => key.sign(sessionId)))).all
  }
  const [closing, system, signature] = [forClosings, inSystem, forSignatures].map(total => total / pieces / PIECE)
  console.log(`${kind}${isNative ? ', native addon' : ''}: ${closing.toFixed(2)} ms of processor time per closing, `
    + `${system.toFixed(2)} ms of it in the operating system, as much as ${(closing / signature).toFixed(1)} signatures by ethers of ${signature.toFixed(2)} ms each`)
  client.dispose()
  node.disconnect()
}

const [, , task = 'clearnode', argument, engine] = process.argv
if (task === 'serve') await serveNode(argument)
else await measure(task, Number(argument ?? 500), engine === 'native')
