import { createMemoryRooms, addRoom } from 'vue-nitrolite/node'
import { closeBare } from './bareCloses.js'
import { closeRooms, createCloser, heapUsed, roomOf } from './closing.js'
import { createForgettingRooms } from './forgettingRooms.js'
import { keccak256, SigningKey } from 'ethers/crypto'
import { ALICE_KEY, ALLOCATIONS } from './people.js'
import { startPostgres } from './postgres.js'

/** What a running ClearNode 0.5.2 could do: closes per second on one connection, and over all connections. */
const REAL_PACE = { perConnection: 49, perNode: 73 }
/** Rooms that are closed before something is measured, so that the code is compiled. */
const WARM_UP = 300
/** Sessions that the node opens at once. A server does not have 100,000 open sessions either. */
const PIECE = 2_000

/** Rooms that are stored at the same time before a closer starts. */
const ADDED_TOGETHER = 20

const print = text => { process.stdout.write(`${text}\n`) }
const fixed = (number, digits = 0) => number.toFixed(digits)

/** @param onId gets the id of each session, as soon as it exists */
async function* roomsOf(node, count, onId = () => {}) {
  for (let done = 0; done < count; done += PIECE) {
    const piece = await node.createSessions(Math.min(PIECE, count - done))
    for (const [index, id] of piece.entries()) {
      onId(id)
      yield roomOf(id, done + index)
    }
  }
}

/** Processor time of a signature by ethers, in milliseconds. A busy machine needs more processor time for everything. */
function signatureTime() {
  const [key, count] = [new SigningKey(ALICE_KEY), 300]
  const cpu = process.cpuUsage()
  for (let index = 0; index < count; index += 1) key.sign(keccak256(Uint8Array.of(index % 256)))
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / 1000 / count
}

async function judged(node, ids) {
  const { paidOnce, wrong } = await node.judge(ids)
  return `by the node's ledger ${paidOnce} were paid once and in full, ${wrong} were not`
}

/** Processor time of a room. */
export async function cpu({ start, rooms, connections, concurrency, curve }) {
  const node = await start()
  const closer = createCloser(node, { connections, concurrency, curve, stores: { rooms: createForgettingRooms() } })
  await closer.start()
  await closeRooms(closer, (await node.createSessions(WARM_UP)).map((id, index) => ({ ...roomOf(id, index), roomId: `warm-up ${index}` })))
  const ids = []
  signatureTime()
  const before = signatureTime()
  const { cpu: each, perSecond } = await closeRooms(closer, roomsOf(node, rooms, (id) => { ids.push(id) }))
  print(`processor time, ${curve} curve: ${fixed(each, 2)} ms for each of ${rooms} rooms, at ${fixed(perSecond)} rooms per second, `
    + `while a signature by ethers takes ${fixed((before + signatureTime()) / 2, 2)} ms; ${await judged(node, ids)}`)
  await closer.stop()
  node.stop()
}

/**
 * The rate of a closer, beside that of bare calls over as many connections, on a node as fast as a running ClearNode. A running
 * ClearNode gets slower with every row of its ledger, so bare calls are made before and after the rooms.
 */
export async function rate({ start, rooms, connections, concurrency }) {
  const node = await start({ pace: REAL_PACE })
  const count = Math.min(rooms, 2_000)
  const closeBareOnes = async () => closeBare(node, await node.createSessions(count), connections)
  const before = await closeBareOnes()
  const closer = createCloser(node, { connections, concurrency, stores: { rooms: createForgettingRooms() } })
  await closer.start()
  await closeRooms(closer, (await node.createSessions(WARM_UP)).map((id, index) => ({ ...roomOf(id, index), roomId: `warm-up ${index}` })))
  const { perSecond } = await closeRooms(closer, (await node.createSessions(count)).map(roomOf))
  await closer.stop()
  const after = await closeBareOnes()
  const bare = 2 / (1 / before + 1 / after)
  print(`rate over ${connections} connections: ${fixed(before, 1)} bare closes per second before and ${fixed(after, 1)} after, `
    + `${fixed(perSecond, 1)} rooms per second between them, ${fixed(100 * perSecond / bare)} %`)
  node.stop()
}

/** All rooms are given to the closer at once. The queue must stay within its limit, and the progress must be right. */
export async function load({ start, rooms, connections, concurrency, kind }) {
  const node = await start({ pace: kind === 'nitronode' ? {} : { perConnection: 500, perNode: 500 } })
  const ids = await node.createSessions(rooms)
  const closer = createCloser(node, { connections, concurrency, stores: { rooms: createForgettingRooms() } })
  await closer.start()
  const before = heapUsed()
  const { progress, perSecond, cpu: each, longestQueue } = await closeRooms(closer, ids.map(roomOf))
  const { done, failed, unknown, left } = progress
  print(`load, ${kind}: ${fixed(perSecond)} rooms per second, ${fixed(each, 2)} ms of processor time each, at most ${longestQueue} queued, `
    + `heap ${fixed(before)} → ${fixed(heapUsed())} MiB; done ${done}, failed ${failed}, unknown ${unknown}, left ${left}; ${await judged(node, ids)}`)
  await closer.stop()
  node.stop()
}

/** The memory of the process while very many rooms pass through it. */
export async function memory({ start, rooms, connections, concurrency }) {
  const node = await start()
  const store = createForgettingRooms()
  const closer = createCloser(node, { connections, concurrency, stores: { rooms: store } })
  await closer.start()
  const step = Math.max(1, Math.min(5_000, Math.floor(rooms / 10)))
  const begunAt = performance.now()
  let next = step
  const note = (done) => { print(`memory after ${done} rooms and ${fixed((performance.now() - begunAt) / 1000)} s: heap ${fixed(heapUsed(), 1)} MiB, ${store.size} rooms in the store`) }
  note(0)
  const { perSecond, cpu: each } = await closeRooms(closer, roomsOf(node, rooms), ({ done }) => {
    if (done < next) return
    next += step
    note(done)
  })
  print(`memory: ${rooms} rooms, ${fixed(perSecond)} per second, ${fixed(each, 2)} ms of processor time each`)
  await closer.stop()
  note(rooms)
  node.stop()
}

/** How long a closer takes to start if many rooms wait for it. */
export async function startup({ start, rooms, connections, concurrency, store }) {
  const node = await start()
  const stores = store === 'postgres' ? await startPostgres() : { rooms: createMemoryRooms(), stop: async () => {} }
  const waiting = (await node.createSessions(rooms)).entries()
  await Promise.all(Array.from({ length: ADDED_TOGETHER }, async () => {
    for (const [index, sessionId] of waiting) await addRoom(stores.rooms, `room ${index}`, { sessionId, result: { kind: 'rows', allocations: ALLOCATIONS } })
  }))
  const closer = createCloser(node, { connections, concurrency, stores })
  const begunAt = performance.now()
  const firstClosed = new Promise((resolve) => { closer.on('room', ({ type }) => { if (type === 'room.closed') resolve(performance.now() - begunAt) }) })
  await closer.start()
  const started = performance.now() - begunAt
  print(`startup with ${rooms} open rows in ${store}: ready after ${fixed(started / 1000, 2)} s, first room closed after ${fixed(await firstClosed / 1000, 2)} s`)
  await closer.stop()
  await stores.stop()
  node.stop()
}
