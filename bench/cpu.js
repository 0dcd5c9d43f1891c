/**
 * `node bench/cpu.js [clearnode|nitronode] [closings] [native] [same]` measures how much processor time the client needs for one
 * closing. It closes many sessions one after the other, in pieces of 25, after 1,000 that V8 needs to compile the code. The node
 * runs in another process, so its work does not count. With `native`, the native addon signs. With `same`, the closings repeat
 * the present allocations. Build the package first.
 *
 * A machine that is busy with other work needs more processor time for everything. For comparisons, signatures by ethers are
 * measured in the same run, and the median and the least of all pieces are printed.
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
/**
 * A nitronode limits the rate of messages. The clocks of its client and of the node run faster, so that the measurement does not
 * take hours.
 */
const FASTER = 20
/** Unix milliseconds by the faster clock. @param start Unix milliseconds at which both clocks show the same */
const fasterTime = start => start + (Date.now() - start) * FASTER

async function serveNode(kind, start) {
  const node = kind === 'clearnode'
    ? createEmbeddedClearnode()
    : createEmbeddedNitronode({ clock: () => fasterTime(start), rateLimit: { perSecond: 1_000_000, burst: 1_000_000 } })
  const { url } = await serveEmbeddedNode(node)
  let sessions = 0
  const createSession = () => {
    // Everybody but Alice has a single session, so the length of their lists is not part of the measurement.
    const other = getAddress(`0x${(++sessions).toString(16).padStart(40, '0')}`)
    const { id: sessionId } = node.createSession({
      participants: [other, ALICE], weights: [0, 100], quorum: 100, application: 'bench', allocations: [row(ALICE, '1')],
    })
    return { sessionId, newSplit: [row(other, '0.3'), row(ALICE, '0.7')], same: [row(ALICE, '1')] }
  }
  process.on('message', () => process.send(Array.from({ length: PIECE }, createSession)))
  process.on('disconnect', () => process.exit())
  process.send(url)
}

const fasterTimers = start => ({
  after(ms, callback) {
    if (ms > 2 ** 31) return () => {}
    const timer = setTimeout(callback, ms / FASTER)
    return () => clearTimeout(timer)
  },
  now: () => fasterTime(start),
  elapsed: () => performance.now() * FASTER,
})

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const mean = numbers => numbers.reduce((sum, each) => sum + each, 0) / numbers.length

/** The processor time of some work in milliseconds, and how much of it the operating system took: sockets and timers. */
async function used(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { all: (user + system) / 1000, system: system / 1000 }
}

async function measure(kind, closings, { isNative, allocations }) {
  const start = Date.now()
  const node = fork(fileURLToPath(import.meta.url), ['serve', kind, String(start)], { execArgv: [] })
  const nextMessage = async () => (await once(node, 'message'))[0]
  const client = createNitroliteClient({
    url: await nextMessage(), application: 'bench', signer: KEY, WebSocket, keep: { closings: createMemoryJournal() },
    ...kind === 'nitronode' && { timers: fasterTimers(start) },
    ...isNative && { signatures: nativeSigner() },
  })
  await client.connect()

  const key = new SigningKey(KEY)
  const measured = []
  for (let piece = 0; piece < PIECES_OF_WARM_UP + Math.ceil(closings / PIECE); piece++) {
    node.send('create sessions')
    const sessions = await nextMessage()
    const closed = await used(async () => {
      for (const { sessionId, [allocations]: rows } of sessions) {
        const { result } = await client.close({ sessionId, allocations: rows })
        if (result !== 'closed') throw new Error(`A session was not closed: ${result}`)
      }
    })
    const signed = await used(() => sessions.forEach(({ sessionId }) => key.sign(sessionId)))
    if (piece >= PIECES_OF_WARM_UP) measured.push({ closing: closed.all / PIECE, system: closed.system / PIECE, signature: signed.all / PIECE })
  }
  const [all, system, signatures] = ['closing', 'system', 'signature'].map(name => measured.map(each => each[name]))
  console.log(`${kind}${isNative ? ', native addon' : ''}, ${allocations === 'same' ? 'same allocations' : 'new split'}: processor time of a closing in ms: `
    + `median ${median(all).toFixed(2)}, least ${Math.min(...all).toFixed(2)}, mean ${mean(all).toFixed(2)}, `
    + `${mean(system).toFixed(2)} of it in the operating system. A signature by ethers took ${median(signatures).toFixed(2)} (median)`)
  client.dispose()
  node.disconnect()
}

const [, , task = 'clearnode', argument, ...words] = process.argv
if (task === 'serve') await serveNode(argument, Number(words[0]))
else await measure(task, Number(argument ?? 500), { isNative: words.includes('native'), allocations: words.includes('same') ? 'same' : 'newSplit' })
