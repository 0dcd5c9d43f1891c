import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { createMemoryJournal, type Journal } from '../../src/core'
import { createMemoryRooms, createRoomCloser, type RoomProgress, type RoomStore } from '../../src/node'
import { createEmbeddedClearnode, judge, serveEmbeddedNode } from '../../src/testing'
import { useNativeCurve } from '../helpers/nativeCurve'
import { ALICE, ALICE_KEY, APPLICATION, BOB } from '../helpers/people'
import { until } from '../helpers/roomRig'

/** `npm run load` closes 10,000. */
const ROOMS = Number(process.env['LOAD_ROOMS'] ?? 3_000)
/** A participant that the session of these rooms does not have. They fail. */
const STRANGER = `0x${'9'.repeat(40)}`
const isForStranger = (index: number): boolean => index % 50 === 7
const [CONNECTIONS, CONCURRENCY, QUEUE, WAITING] = [4, 32, 200, 1_500]
/** Closes that the node commits in a second: fewer than two cores could close. */
const RATE = 120

/** A limited rate: the node commits one close after the other, however many arrive. */
function limitedRate() {
  let nextAt = 0
  return (point: string, { method }: { readonly method: string }): number | undefined => {
    if (point !== 'checked' || method !== 'close_app_session') return undefined
    nextAt = Math.max(performance.now(), nextAt) + 1_000 / RATE
    return nextAt - performance.now()
  }
}

/** A store that counts the rooms that are not done. */
function countedRooms() {
  const rooms = createMemoryRooms()
  let [present, most] = [0, 0]
  const counted: RoomStore = {
    ...rooms,
    async add(room, owner) {
      const added = await rooms.add(room, owner)
      if (added.outcome === 'added') most = Math.max(most, present += 1)
      return added
    },
    async settle(marks) {
      await rooms.settle(marks)
      present -= marks.length
    },
  }
  return { rooms: counted, openRooms: () => ({ present, most }) }
}

/** A journal that counts its records. */
function countedJournal() {
  const journal = createMemoryJournal()
  let [present, most] = [0, 0]
  const counted: Journal = {
    ...journal,
    async create(key, record) {
      const created = await journal.create(key, record)
      most = Math.max(most, present += 1)
      return created
    },
    async remove(key, revision) {
      const isRemoved = await journal.remove(key, revision)
      if (isRemoved) present -= 1
      return isRemoved
    },
  }
  return { counted, counts: () => ({ present, most }) }
}

it(`${ROOMS} rooms over sockets on a node with a limited rate stay within the queue, report a right progress with every event, and are each paid once`, async () => {
  const node = createEmbeddedClearnode({ latency: limitedRate() })
  const { url, close } = await serveEmbeddedNode(node)
  const { counted, counts } = countedJournal()
  const { rooms, openRooms } = countedRooms()
  const closer = createRoomCloser({
    client: {
      url, application: APPLICATION, signer: ALICE_KEY, WebSocket, signatures: useNativeCurve(), keep: { closings: counted },
      recovery: { window: 1_500, skew: 100, settle: 300 },
    },
    rooms, connections: CONNECTIONS, concurrency: CONCURRENCY, waitingLimit: WAITING, queue: { limit: QUEUE },
  })
  onTestFinished(async () => {
    await closer.stop({ timeout: 0 })
    await close()
    node.dispose()
  })
  const ids = Array.from({ length: ROOMS }, (_, index) => node.createSession({
    participants: [ALICE, BOB], weights: [100, 0], quorum: 100, application: APPLICATION, nonce: index + 1,
    allocations: [{ participant: ALICE, asset: 'usdc', amount: '1' }],
  }).id)
  const strangers = ids.filter((_, index) => isForStranger(index))
  await closer.start()

  const reported: RoomProgress[] = []
  const failures: string[] = []
  const wrong: string[] = []
  let [closed, failed, longestQueue, mostRunning] = [0, 0, 0, 0]
  closer.on('room', (event) => {
    if (event.type === 'room.closed') closed += 1
    if (event.type === 'room.failed') failed += 1
    const { queued, running } = closer.status()
    longestQueue = Math.max(longestQueue, queued)
    mostRunning = Math.max(mostRunning, running)
    const { total, done, failed: counted, unknown, left } = batch.progress()
    // An event comes before the promise of its room is settled, so the progress may be behind by the rooms of this moment only.
    const isRight = total === ROOMS && left === ROOMS - done - counted && unknown === 0 && done <= closed && counted <= failed && closed - done <= CONCURRENCY
    if (!isRight) wrong.push(JSON.stringify({ total, done, counted, unknown, left, closed, failed }))
  })
  const batch = closer.closeAll(
    ids.map((sessionId, index) => ({ roomId: `room ${index}`, sessionId, result: { kind: 'winner', participant: isForStranger(index) ? STRANGER : BOB } })),
    { onProgress: (progress) => { reported.push(progress) }, onFailure: (roomId, { code }) => { failures.push(`${roomId}: ${code}`) } },
  )
  const end = await batch

  expect(end).toMatchObject({ total: ROOMS, done: ROOMS - strangers.length, failed: strangers.length, unknown: 0, left: 0 })
  expect(wrong).toEqual([])
  expect(reported.at(-1)).toEqual(end)
  const [dones, lefts] = [reported.map(({ done }) => done), reported.map(({ left }) => left)]
  expect(dones).toEqual([...dones].sort((one, other) => one - other))
  expect(lefts).toEqual(reported.map(({ done, failed: ended }) => ROOMS - done - ended))
  const expected = ids.flatMap((_, index) => isForStranger(index) ? [`room ${index}: ALLOCATION_NON_PARTICIPANT`] : [])
  expect([...failures].sort()).toEqual(expected.sort())
  expect([longestQueue <= QUEUE, mostRunning <= CONCURRENCY]).toEqual([true, true])

  // Nothing is kept of rooms that have ended: no record in the journal, no row to work on, nothing in the closer.
  await until(async () => (await rooms.owned(closer.status().worker ?? '')).length === 0)
  expect(counts().present).toBe(0)
  expect(counts().most).toBeLessThanOrEqual(2 * CONCURRENCY)
  // However long the list is, the closer has only so many rooms in its memory: those that wait, run, or are watched.
  expect(openRooms().present).toBe(0)
  expect(openRooms().most).toBeLessThanOrEqual(QUEUE + CONCURRENCY + WAITING)
  expect(closer.status()).toMatchObject({ queued: 0, running: 0, unknown: 0 })
  const judged = ids.map(id => judge(node, id))
  expect(judged.filter(({ closes, isOverpaid }) => closes > 1 || isOverpaid)).toEqual([])
  expect(ids.filter((_, index) => judged[index]?.closes !== 1)).toEqual(strangers)
  expect(judged.filter(({ paid }) => paid['usdc'] === '1')).toHaveLength(ROOMS - strangers.length)
}, 300_000)
