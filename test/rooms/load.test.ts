import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, type Receipt } from '../../src/core'
import { createMemoryRooms, createRoomCloser, type BatchedRoom, type RoomProgress, type RoomStore } from '../../src/node'
import { createEmbeddedClearnode, judge, serveEmbeddedNode, type EmbeddedNode } from '../../src/testing'
import { useNativeCurve } from '../helpers/nativeCurve'
import { ALICE, ALICE_KEY, APPLICATION } from '../helpers/people'

const ROOMS = 10_000
/** Every thousandth room names a stranger as its winner, and fails. */
const BAD = 1_000
const CONNECTIONS = 4
const CONCURRENCY = 64
/** The node works this long on each close, one after the other on each connection: at most 100 rooms a second and connection. */
const WORK = 10
const QUEUE = 500
const STRANGER = `0x${'9'.repeat(40)}` as const

/** A store that keeps copies, like a database: what the closer has given to it does not stay in memory because of it. */
function copyingRooms(): RoomStore {
  const rooms = createMemoryRooms()
  return { ...rooms, end: (mark, ending) => rooms.end(mark, structuredClone(ending)) }
}

/** Counts the connections that were ever opened. */
function countConnections(node: EmbeddedNode, count: () => void): EmbeddedNode {
  return {
    connect(handlers) {
      count()
      return node.connect(handlers)
    },
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it(`${ROOMS} rooms over sockets to a node that limits their rate are paid once, with a bounded queue, bounded memory and true progress`, async () => {
  const signatures = useNativeCurve()
  const node = createEmbeddedClearnode({ latency: point => point === 'checked' ? WORK : undefined })
  let opened = 0
  const { url, close } = await serveEmbeddedNode(countConnections(node, () => { opened += 1 }))
  onTestFinished(async () => {
    await close()
    node.dispose()
  })
  const ids = Array.from({ length: ROOMS }, (_, index) => node.createSession({
    participants: [ALICE], weights: [100], quorum: 100, application: APPLICATION, nonce: index + 1, allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id)
  const journal = createMemoryJournal()
  const closer = createRoomCloser({
    rooms: copyingRooms(), connections: CONNECTIONS, concurrency: CONCURRENCY, queue: { limit: QUEUE }, lease: 60_000,
    client: { url, application: APPLICATION, signer: ALICE_KEY, WebSocket, signatures, keep: { closings: journal } },
  })
  onTestFinished(() => closer.stop({ timeout: 0 }))

  const errors: string[] = []
  const receipts: WeakRef<Receipt>[] = []
  let [taken, ended, mostQueued, mostAhead] = [0, 0, 0, 0]
  closer.on('error', ({ code }) => { errors.push(code) })
  closer.on('room', (event) => {
    mostQueued = Math.max(mostQueued, closer.status().queued)
    if (event.type === 'room.closed' || event.type === 'room.failed') ended += 1
    if (event.type === 'room.closed') receipts.push(new WeakRef(event.receipt))
  })
  await closer.start()

  async function* rooms(): AsyncGenerator<BatchedRoom> {
    for (const [index, sessionId] of ids.entries()) {
      taken += 1
      mostAhead = Math.max(mostAhead, taken - ended)
      yield { roomId: `room ${index}`, sessionId, result: { kind: 'winner', participant: index % BAD === 0 ? STRANGER : ALICE } }
    }
  }
  const reports: { readonly progress: RoomProgress, readonly ended: number, readonly paid: number }[] = []
  const end = await closer.closeAll(rooms(), { onProgress: (progress) => { reports.push({ progress, ended, paid: node.closes().length }) } })

  const [done, failed] = [ROOMS - ROOMS / BAD, ROOMS / BAD]
  expect(end).toMatchObject({ total: ROOMS, done, failed, unknown: 0, left: 0 })
  expect(reports.length).toBeGreaterThan(10)
  // Every report counts rooms that have ended, and no room that the node has not paid.
  expect(reports.filter(({ progress, ended: known, paid }) => progress.done + progress.failed > known || progress.done > paid)).toEqual([])
  expect(reports.map(({ progress }) => progress.done)).toEqual(reports.map(({ progress }) => progress.done).sort((a, b) => a - b))

  const good = ids.filter((_, index) => index % BAD !== 0)
  expect(good.filter((id) => {
    const { closes, isOverpaid, status, paid } = judge(node, id)
    return closes !== 1 || isOverpaid || status !== 'closed' || paid['usdc'] !== '1'
  })).toEqual([])
  expect(ids.filter((_, index) => index % BAD === 0).map(id => judge(node, id)).filter(({ status, closes }) => status !== 'open' || closes > 0)).toEqual([])

  expect(mostQueued).toBeLessThanOrEqual(QUEUE)
  // The queue, the lanes, and the room that waits for space.
  expect(mostAhead).toBeLessThanOrEqual(QUEUE + CONCURRENCY + 1)
  // A closer that overruns the node loses connections, and opens new ones.
  expect({ opened, errors }).toEqual({ opened: CONNECTIONS, errors: [] })
  expect(await journal.list()).toEqual([])

  // A weak reference is kept alive until the present task has ended.
  await new Promise((resolve) => { setTimeout(resolve, 0) })
  collectGarbage()
  expect(receipts).toHaveLength(done)
  expect(receipts.filter(each => each.deref() !== undefined).length).toBeLessThan(QUEUE + CONCURRENCY)
}, 600_000)
