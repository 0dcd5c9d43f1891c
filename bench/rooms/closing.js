import { createMemoryJournal } from 'vue-nitrolite/core'
import { createMemoryRooms, createRoomCloser } from 'vue-nitrolite/node'
import { WebSocket } from 'ws'
import { ALICE_KEY, ALLOCATIONS, APPLICATION } from './people.js'
import { optionalNativeSigner } from './signatures.js'

/** How often the queue is looked at, in milliseconds. */
const LOOK_PAUSE = 100

/**
 * A room closer on a node.
 * @param options.curve `native` or `javascript`
 * @param options.stores `rooms` and `journal`. @default in memory
 */
export function createCloser(node, { connections = 4, concurrency = 32, curve = 'native', stores = {}, ...others } = {}) {
  const engine = curve === 'native' ? optionalNativeSigner() : null
  return createRoomCloser({
    client: {
      url: node.url, application: APPLICATION, signer: ALICE_KEY, WebSocket, keep: { closings: stores.journal ?? createMemoryJournal() },
      ...engine && { signatures: engine },
    },
    rooms: stores.rooms ?? createMemoryRooms(), connections, concurrency, ...others,
  })
}

export const roomOf = (sessionId, index) => ({ roomId: `room ${index}`, sessionId, result: { kind: 'rows', allocations: ALLOCATIONS } })

/** Used heap in MiB, after everything that is not in use was freed. Needs `--expose-gc`. */
export function heapUsed() {
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/**
 * Closes rooms, and watches the closer meanwhile.
 * @param rooms any iterable
 * @param onProgress gets each reported progress
 * @returns the last progress, the time, the processor time and the longest queue
 */
export async function closeRooms(closer, rooms, onProgress = () => {}) {
  let longestQueue = 0
  const timer = setInterval(() => { longestQueue = Math.max(longestQueue, closer.status().queued) }, LOOK_PAUSE)
  const [cpu, begunAt] = [process.cpuUsage(), performance.now()]
  const progress = await closer.closeAll(rooms, { onProgress })
  const seconds = (performance.now() - begunAt) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(timer)
  return { progress, seconds, perSecond: progress.total / seconds, cpu: (user + system) / 1000 / progress.total, longestQueue }
}
