/**
 * `node bench/cpu.js [clearnode|nitronode] [closings]` measures how much processor time the client needs for one closing:
 * the mean over many closings in series, after a warm-up. The node runs in another process, so its work does not count.
 * Build the package first.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { getAddress } from 'ethers/address'
import { createMemoryJournal, createNitroliteClient } from 'vue-nitrolite/core'
import { createEmbeddedClearnode, createEmbeddedNitronode, serveEmbeddedNode } from 'vue-nitrolite/testing'
import { WebSocket } from 'ws'

const KEY = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const ALICE = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const row = (participant, amount) => ({ participant, asset: 'usdc', amount })

const WARM_UP = 100
/** A nitronode limits the rate of messages. This clock of the client runs faster, so that the measurement does not take hours. */
const FASTER = 20

async function serveNode(kind) {
  const node = kind === 'clearnode'
    ? createEmbeddedClearnode()
    : createEmbeddedNitronode({ rateLimit: { perSecond: 1_000_000, burst: 1_000_000 } })
  const { url } = await serveEmbeddedNode(node)
  let sessions = 0
  process.on('message', () => {
    // Everybody but Alice has a single session, so the length of their lists is not part of the measurement.
    const other = getAddress(`0x${(++sessions).toString(16).padStart(40, '0')}`)
    const { id: sessionId } = node.createSession({
      participants: [other, ALICE], weights: [0, 100], quorum: 100, application: 'bench', allocations: [row(ALICE, '1')],
    })
    process.send({ sessionId, allocations: [row(other, '0.3'), row(ALICE, '0.7')] })
  })
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

async function measure(kind, closings) {
  const node = fork(import.meta.filename ?? new URL(import.meta.url).pathname, ['serve', kind], { execArgv: [] })
  const nextMessage = async () => (await once(node, 'message'))[0]
  const createSession = () => {
    node.send('create a session')
    return nextMessage()
  }
  const client = createNitroliteClient({
    url: await nextMessage(), application: 'bench', signer: KEY, WebSocket, journal: createMemoryJournal(),
    ...kind === 'nitronode' && { timers: fasterTimers },
  })
  await client.connect()
  let started = process.cpuUsage()
  for (let number = -WARM_UP; number < closings; number++) {
    if (number === 0) started = process.cpuUsage()
    const { result } = await client.close(await createSession())
    if (result !== 'closed') throw new Error(`A session was not closed: ${result}`)
  }
  const { user, system } = process.cpuUsage(started)
  const perClosing = microseconds => (microseconds / 1000 / closings).toFixed(2)
  console.log(`${kind}: ${perClosing(user + system)} ms of processor time per closing (user ${perClosing(user)}, system ${perClosing(system)})`)
  client.dispose()
  node.disconnect()
}

const [, , task = 'clearnode', argument] = process.argv
if (task === 'serve') await serveNode(argument)
else await measure(task, Number(argument ?? 300))
